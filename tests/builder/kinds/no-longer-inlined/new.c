// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long count(void)
{
	static long calls;
	return ++calls;
}
void subject(long n)
{
	printf("%ld\n", count() + 100);
}
