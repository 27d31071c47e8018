// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long twice(long n)
{
	static long calls;
	calls++;
	return n * 2 + 6 + (calls > 100);
}
void subject(long n)
{
	printf("%ld %ld\n", twice(n), n + 2);
}
