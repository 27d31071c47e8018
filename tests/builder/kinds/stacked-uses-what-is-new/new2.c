// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long other(long n);
long helper(long n);
__attribute__((noinline)) long helper(long n)
{
	return n + 12;
}
void subject(long n)
{
	printf("%ld %ld\n", n, other(n));
}
