// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long add(long n)
{
	return printf("add %ld", n + 1);
}
static __attribute__((noinline)) long twice(long n)
{
	return printf("double %ld", n * 2);
}
static __attribute__((noinline)) long thrice(long n)
{
	return n < 3 ? n * 3 : printf("triple %ld", n);
}
static long (*const ops[])(long) = {add, twice};
void subject(long n)
{
	ops[n](n);
	printf(" %ld\n", thrice(n + 1));
}
