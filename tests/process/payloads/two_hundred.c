// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

/* A cumulative replacement: one function of hundred.c again, one more, one left as it was. */
PAYLOAD("0x22", HOST_ID);

static int answer(int x)
{
	return x + 200;
}
PATCH(subject_answer, answer);

static int second(int x)
{
	return x + 201;
}
PATCH(subject_second, second);

static uint64_t length(const char *text)
{
	return 4711;
}
PATCH(subject_length, length);
