// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long is_odd(long n, long steps);
static __attribute__((noinline)) long is_even(long n, long steps)
{
	return n ? is_odd(n - 1, steps + 1) : steps * 2;
}
static __attribute__((noinline)) long is_odd(long n, long steps)
{
	return n ? is_even(n - 1, steps + 1) : steps * 2 + 1;
}
void subject(long n)
{
	long got = is_even(n, 0);
	printf("%s %ld\n", got & 1 ? "Odd" : "Even", got >> 1);
}
