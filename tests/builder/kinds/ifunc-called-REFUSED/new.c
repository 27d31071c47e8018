// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long plain(long n)
{
	return n + 5;
}
static void *choose(void)
{
	return plain;
}
long chosen(long n) __attribute__((ifunc("choose")));
void subject(long n)
{
	printf("%ld!\n", chosen(n));
}
