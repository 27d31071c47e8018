// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline, hot)) long fast(long n)
{
	return n + 12;
}
static __attribute__((noinline, cold)) long slow(long n)
{
	return -n - 3;
}
void subject(long n)
{
	printf("%ld %ld\n", fast(n), slow(n));
}
