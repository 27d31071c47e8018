// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long first(void)
{
	static long seen;
	return ++seen;
}
static __attribute__((noinline)) long other(void)
{
	static long count = 1000;
	return count += 2;
}
static __attribute__((noinline)) long next(void)
{
	static long count = 10;
	return count += 3;
}
void subject(long n)
{
	printf("%ld %ld %ld\n", next(), other(), first());
}
