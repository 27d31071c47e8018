// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long zeta(long n);
long eta(long n);
__attribute__((noinline)) long zeta(long n)
{
	return n + 5;
}
__attribute__((noinline)) long eta(long n)
{
	return n + 6;
}
void subject(long n)
{
	printf("%ld %ld\n", zeta(n), eta(n));
}
