// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long add(long n)
{
	return n + 5;
}
static long (*volatile op)(long) = add;
void subject(long n)
{
	long (*call)(long) = op;
	printf("%ld\n", call(n));
}
