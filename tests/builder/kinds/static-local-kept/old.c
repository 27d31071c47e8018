// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long next(void)
{
	static long count = 10;
	return count++;
}
static __attribute__((noinline)) long other(void)
{
	static long count = 1000;
	return count++;
}
void subject(long n)
{
	printf("%ld %ld\n", next(), other());
}
