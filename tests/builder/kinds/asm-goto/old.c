// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) const char *name(long n)
{
	__asm__ goto("testq %0, %0\n\tjz %l1" : : "r"(n) : "cc" : zero);
	return "other";
zero:
	return "zero";
}
void subject(long n)
{
	puts(name(n));
}
