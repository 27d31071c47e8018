// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long first(long n)
{
	return n;
}
static __attribute__((noinline)) long second(long n)
{
	static long calls;
	return n + ++calls;
}
void subject(long n)
{
	printf("%ld %ld\n", first(n), second(n));
}
