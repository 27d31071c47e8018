// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long factorial(long n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}
void subject(long n)
{
	printf("%ld\n", factorial(n));
}
