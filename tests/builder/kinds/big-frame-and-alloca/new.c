// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include <alloca.h>
#include <string.h>
static __attribute__((noinline)) long fill(char *at, long n, char with)
{
	memset(at, with, (size_t)n);
	return n;
}
void subject(long n)
{
	char big[199999];
	char *some = alloca((size_t)n * 2);
	printf("%ld", fill(big, sizeof(big), 'x'));
	printf(" %ld\n", fill(some, n * 2, 'y'));
}
