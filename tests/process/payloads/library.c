// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

/* Out of reach: the C library, by a direct call and through an address. Within: a thread-local variable. */
#include <stdlib.h>
#include <string.h>

PAYLOAD("0x55", HOST_ID);

static uint64_t length(const char *text)
{
	size_t (*volatile by_pointer)(const char *) = strlen;

	return strlen(text) + 10 * by_pointer(text) + 100 * (uint64_t)strtoul(text, NULL, 10);
}
PATCH(subject_length, length);

static int answer(int x)
{
	subject_tls += x;
	return subject_tls;
}
PATCH(subject_answer, answer);
