// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* gcc makes one function of two that have become the same. */
long user(long n);
long zeta(long n);
long eta(long n);
static volatile long level = 5;
__attribute__((noinline)) long zeta(long n)
{
	return n + level;
}
__attribute__((noinline)) long eta(long n)
{
	return n + level + 3;
}
void subject(long n)
{
	printf("%ld %ld %d\n", zeta(n), user(n), zeta != eta);
}
