// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static volatile long shared = 5;
long other(long n);
static __attribute__((noinline)) long helper(long n)
{
	return n + 2 + shared;
}
void subject(long n)
{
	printf("%ld %ld\n", helper(n), other(n));
}
