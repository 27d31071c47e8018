// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long more(long n)
{
	return n + 8;
}
static __attribute__((noinline)) long add(long n)
{
	return n + 7;
}
void subject(long n)
{
	printf("%ld %ld %ld\n", n, add(n), more(n));
}
