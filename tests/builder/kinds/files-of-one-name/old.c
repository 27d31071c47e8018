// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long other(void);
long other_only(long n);
static long level = 2;
static __attribute__((noinline)) long next(void)
{
	return ++level;
}
void subject(long n)
{
	printf("%ld ", next());
	printf("%ld %ld\n", other(), other_only(n));
}
