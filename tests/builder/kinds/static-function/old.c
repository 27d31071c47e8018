// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long twice(long n)
{
	return n + 2;
}
void subject(long n)
{
	printf("%ld\n", twice(n));
}
