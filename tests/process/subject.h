/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The code that is patched: what each function does tells whether it is, and by which payload. Linked into
 * the tests, and seen by the payloads as the program they are for.
 */
#ifndef SUBJECT_H
#define SUBJECT_H

#include <stddef.h>
#include <stdint.h>

/** subject_answer() - @x + 1 */
int subject_answer(int x);
/** subject_second() - @x + 2, a function of its own */
int subject_second(int x);
/** subject_pair() - both halves of an invariant: always 0 unless it is torn */
int subject_pair(void);
/** subject_hidden_call() - what the static subject.c#subject_hidden says: @x + 3 */
int subject_hidden_call(int x);
/** subject_length() - the length of @text, by a loop */
uint64_t subject_length(const char *text);
/** subject_peek() - *@at, without any care */
uint64_t subject_peek(const uint64_t *at);
/** subject_check() - the program's own XS_WARN_ON() */
int subject_check(int x);
/** subject_short() - @x + 5, in no more bytes than it needs */
int subject_short(int x);
/** subject_motto() - read-only data */
extern const char subject_motto[16];

/** subject_strlen() - the address of strlen(), as the program takes it */
size_t (*subject_strlen(void))(const char *text);

extern __thread int subject_tls;
extern int subject_count;

#endif
