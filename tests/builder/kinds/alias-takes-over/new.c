// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long user(long n);
long zeta(long n);
__attribute__((noinline)) long zeta(long n)
{
	return n + 6;
}
extern long eta(long n) __attribute__((alias("zeta")));
void subject(long n)
{
	printf("%ld %ld\n", zeta(n), user(n));
}
