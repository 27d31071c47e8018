// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long twice(long n)
{
	return n * 2 + (n > 100 ? n / 3 : 0);
}
void subject(long n)
{
	printf("%ld\n", twice(n));
}
