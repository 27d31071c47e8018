// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long plus(long n)
{
	return n + 1;
}
static long minus(long n)
{
	return n - 1;
}
static long (*ops[])(long) = { plus, minus };
static long (*last)(long);
void subject(long n)
{
	if (last)
		printf("%ld ", last(n));
	last = ops[n & 1];
	printf("%ld\n", last(n));
}
