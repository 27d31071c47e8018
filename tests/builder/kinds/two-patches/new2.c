// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long helper(long n)
{
	return n + 11;
}
void subject(long n)
{
	printf("%ld c\n", helper(n));
}
