// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long helper(long n)
{
	return n + 10;
}
void subject(long n)
{
	printf("%ld\n", helper(n) + 1);
}
