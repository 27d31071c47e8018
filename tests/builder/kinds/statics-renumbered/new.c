// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long earliest(void)
{
	static long warned;
	return ++warned;
}
static __attribute__((noinline)) long first(void)
{
	static long warned = 10;
	return ++warned;
}
static __attribute__((noinline)) long second(void)
{
	static long warned = 20;
	return ++warned;
}
void subject(long n)
{
	printf("%ld ", earliest());
	printf("%ld %ld\n", first(), second());
}
