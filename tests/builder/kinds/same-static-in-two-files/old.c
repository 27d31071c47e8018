// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long other(void);
static long level = 2;
static __attribute__((noinline)) long next(void)
{
	return ++level;
}
void subject(long n)
{
	printf("%ld ", next());
	printf("%ld\n", other());
}
