// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long first(long n)
{
	static long calls;
	return n + ++calls;
}
static __attribute__((noinline)) long second(long n)
{
	__asm__ volatile("" : "+r"(n));
	return n;
}
void subject(long n)
{
	printf("%ld %ld\n", first(n), second(n));
}
