// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
volatile long shared = 5;
long other(long n);
long helper(long n);
__attribute__((noinline)) long helper(long n)
{
	return n + 3 + shared;
}
void subject(long n)
{
	printf("%ld %ld\n", helper(n), other(n));
}
