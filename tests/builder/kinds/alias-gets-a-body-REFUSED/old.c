// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long zeta(long n);
__attribute__((noinline)) long zeta(long n)
{
	return n + 5;
}
extern long eta(long n) __attribute__((alias("zeta")));
void subject(long n)
{
	printf("%ld %ld\n", zeta(n), eta(n));
}
