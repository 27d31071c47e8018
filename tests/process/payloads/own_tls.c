// SPDX-License-Identifier: BSD-2-Clause
/* A thread-local variable of its own has no place in threads that run already: refused. */
#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x58", HOST_ID);

static __thread int own = 1;

static int answer(int x)
{
	return own += x;
}
PATCH(subject_answer, answer);
