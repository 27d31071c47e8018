// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long a(void)
{
	static long calls;
	return ++calls;
}
static inline __attribute__((always_inline)) long b(void)
{
	static long calls = 10;
	return ++calls;
}
static __attribute__((noinline)) long c(void)
{
	static long calls;
	return ++calls;
}
void subject(long n)
{
	printf("%ld ", a());
	printf("%ld ", b());
	printf("%ld\n", c());
}
