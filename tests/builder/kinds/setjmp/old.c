// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include <setjmp.h>
static jmp_buf back;
static __attribute__((noinline)) void leave(long n)
{
	if (n)
		longjmp(back, (int)n);
}
void subject(long n)
{
	int came = setjmp(back);
	if (came) {
		printf("jumped %d\n", came);
		return;
	}
	leave(n);
	puts("direct");
}
