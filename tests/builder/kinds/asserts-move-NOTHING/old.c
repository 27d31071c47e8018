// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include <assert.h>
static __attribute__((noinline)) long check(long n)
{
	assert(n < 100);
	return n;
}
void subject(long n)
{
	assert(n > -100);
	printf("%ld\n", check(n));
}
