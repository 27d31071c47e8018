// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long other(long n);
extern long others;
__attribute__((visibility("default"))) void subject(long n);
long helper(long n);
__attribute__((noinline)) long helper(long n)
{
	return other(n) + 1;
}
void subject(long n)
{
	printf("%ld %ld\n", helper(n), others);
}
