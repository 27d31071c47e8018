// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long slow(long n)
{
	return -n;
}
void subject(long n)
{
	printf("%ld\n", slow(n));
}
