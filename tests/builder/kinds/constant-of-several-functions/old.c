// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static const long limits[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static __attribute__((noinline)) long low(long n)
{
	return limits[n + 1];
}
static __attribute__((noinline)) long high(long n)
{
	return limits[n + 2];
}
void subject(long n)
{
	printf("%ld %ld\n", low(n), high(n));
}
