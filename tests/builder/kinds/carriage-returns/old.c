// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#define ADD(a, b) \
	a + \
	b
static __attribute__((noinline)) long line(void)
{
	return __LINE__ - 6;
}
void subject(long n)
{
	printf("%ld %ld\n", ADD(n, 0), line());
}
