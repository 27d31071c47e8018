// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void show(const char *what, long n)
{
	printf("%s %ld\n", what, n);
}
static __attribute__((noinline)) void high(long n)
{
	show("high", n);
}
static __attribute__((noinline)) void low(long n)
{
	high(n + 1);
}
static __attribute__((noinline)) void step(long n)
{
	low(n + 1);
}
void subject(long n)
{
	step(n);
}
