// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void act(long n)
{
	switch (n) {
	case 0: puts("a"); break;
	case 1: printf("%ld\n", n * 7); break;
	default: puts("other"); break;
	}
}
void subject(long n)
{
	act(n);
}
