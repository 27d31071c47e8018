// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long helper(long n);
__attribute__((noinline)) long helper(long n)
{
	return n + 7;
}
void subject(long n)
{
	printf("%ld %ld\n", helper(n), helper(n + 3));
}
