// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static volatile long zero;
long helper_level = 1;
long helper(long n);
static __attribute__((noinline)) long second(long n)
{
	return n + 100;
}
__attribute__((noinline)) long helper(long n)
{
	return n + 1000;
}
void subject(long n)
{
	printf("%ld %ld\n", helper(n) + 2, zero + second(helper_level));
}
