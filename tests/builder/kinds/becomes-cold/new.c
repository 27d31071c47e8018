// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline, cold)) long slow(long n)
{
	return -n - 3;
}
void subject(long n)
{
	printf("%ld\n", slow(n));
}
