// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

/* On top of hundred.c, the same function once more. */
PAYLOAD("0x33", "0x11");

static int answer(int x)
{
	return x + 1000;
}
PATCH(subject_answer, answer);
