// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long helper(long n)
{
	static long calls = 5;
	return n + calls++;
}
long helper2(long n);
long helper2(long n)
{
	return helper(n) + 1;
}
void subject(long n)
{
	printf("%ld\n", helper2(n));
}
