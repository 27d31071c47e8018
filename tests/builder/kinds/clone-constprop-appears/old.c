// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long weigh(long n, long by)
{
	long sum = 0;
	for (long i = 0; i < by; i++)
		sum += n;
	return sum;
}
void subject(long n)
{
	printf("%ld\n", n == 1 ? weigh(n, 10) : weigh(n, n * 5));
}
