/* SPDX-License-Identifier: BSD-2-Clause */
/* Lengths of time as people write and read them. */
#ifndef CLI_DURATION_H
#define CLI_DURATION_H

#include <stdint.h>

#define DURATION_TEXT_SIZE 32

/**
 * duration_parse() - read "30ms": a whole number and one of the units ns, us, ms, s
 * @text: what the user wrote.
 * @max_ns: the largest length accepted, nanoseconds; 0 is never accepted.
 * @ns: receives the length in nanoseconds.
 * Return: 0, or -1 if @text is anything else.
 */
int duration_parse(const char *text, uint64_t max_ns, uint64_t *ns);

/** duration_format() - write @ns in the unit that suits it, three digits; Return: @out */
const char *duration_format(uint64_t ns, char out[DURATION_TEXT_SIZE]);

#endif
