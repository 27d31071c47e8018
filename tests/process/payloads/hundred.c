// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x11", HOST_ID);

static int answer(int x)
{
	return x + 100;
}
PATCH(subject_answer, answer);

static int second(int x)
{
	return x + 101;
}
PATCH(subject_second, second);

__asm__(".pushsection .modinfo\n.asciz \"purpose=answers by a hundred\"\n.popsection");
