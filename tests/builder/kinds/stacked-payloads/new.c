// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static volatile long zero;
long helper_level = 1;
long helper(long n);
__attribute__((noinline)) long helper(long n)
{
	return n + 10;
}
void subject(long n)
{
	printf("%ld %ld\n", helper(n) + 1, zero + helper_level);
}
