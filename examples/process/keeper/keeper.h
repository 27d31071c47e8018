/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keeper: a small key-value server over TCP. One line is a request, one line its reply:
 *
 *	SET key value	OK
 *	GET key		VALUE value | NONE
 *	DELETE key	OK | NONE
 *	COUNT		COUNT number-of-keys
 *	ECHO n text	ECHO the first n bytes of text
 */
#ifndef KEEPER_H
#define KEEPER_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_LEN 1024
#define KEY_LEN 32
#define VALUE_LEN 512

/* ---- store.c: what is kept; any thread -------------------------------------------------------- */

/** store_set() - false when there is no room */
bool store_set(const char *key, const char *value);
/** store_get() - copies the value to @value of VALUE_LEN bytes; false if there is none */
bool store_get(const char *key, char *value);
bool store_delete(const char *key);
unsigned long store_count(void);

/* ---- protocol.c: a line in, a line out --------------------------------------------------------- */

/** struct session - a worker's place to take a request apart */
struct session {
	char line[LINE_MAX_LEN]; /* the request, NUL-terminated */
	size_t len;
};

/** protocol_answer() - answers the request in @session; @reply has LINE_MAX_LEN bytes. Its length */
size_t protocol_answer(struct session *session, char *reply);

/* ---- worker.c: connections --------------------------------------------------------------------- */

/** worker_run() - a thread: serves connections to @arg, a pointer to the port's number, forever */
void *worker_run(void *arg);

#endif
