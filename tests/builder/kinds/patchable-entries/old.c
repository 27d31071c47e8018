// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long add(long n)
{
	return n + 5;
}
void subject(long n)
{
	printf("%ld %ld\n", n, add(n));
}
