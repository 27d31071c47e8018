// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* The new function may have taken the variable over, or have one of its own. */
static __attribute__((noinline)) long count(long n)
{
	static long calls;
	return n + ++calls;
}
static __attribute__((noinline)) long first(long n)
{
	return count(n) * 2;
}
void subject(long n)
{
	printf("%ld\n", first(n));
}
