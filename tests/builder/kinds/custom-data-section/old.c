// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#define OFTEN __attribute__((section(".data.read_mostly")))
static OFTEN long counter = 2;
static OFTEN long table[4] = {1, 2, 3, 4};
static OFTEN volatile long last = 1;
static OFTEN volatile long very_last = 2;
static __attribute__((noinline)) long sum(void)
{
	long all = 0;
	for (const long *p = table; p < table + 4; p++)
		all += *(const volatile long *)p;
	return all;
}
void subject(long n)
{
	printf("%ld %ld %ld %ld\n", ++counter, sum(), last, very_last);
}
