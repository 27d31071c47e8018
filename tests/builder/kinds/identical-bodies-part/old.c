// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* gcc makes one function of two that are the same, and two again when they differ. */
long user(long n);
static volatile long level = 5;
long eta(long n);
static __attribute__((noinline)) long zeta(long n)
{
	return n + level + 1;
}
__attribute__((noinline)) long eta(long n)
{
	return n + level + 1;
}
void subject(long n)
{
	printf("%ld %ld\n", zeta(n), user(n));
}
