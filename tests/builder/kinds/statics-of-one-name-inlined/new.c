// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static inline __attribute__((always_inline)) long a(void)
{
	static long calls;
	return ++calls;
}
static __attribute__((noinline)) long b(void)
{
	static long calls = 10;
	return ++calls;
}
static inline __attribute__((always_inline)) long c(void)
{
	static long calls;
	return ++calls;
}
void subject(long n)
{
	static long calls;
	printf("%ld ", a() + 100);
	printf("%ld ", b() + 100);
	printf("%ld ", c() + 100);
	printf("%ld\n", ++calls);
}
