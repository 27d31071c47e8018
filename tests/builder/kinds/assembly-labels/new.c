// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long count(long n)
{
	long times = 0;
	__asm__ volatile("1:\n\tincq %0\n\tincq %1\n\tcmpq $5, %1\n\tjne 1b\n"
			 "local_label%=:\n\tincq %0\n" : "+r"(times), "+r"(n));
	return times + 1;
}
void subject(long n)
{
	printf("%ld\n", count(n));
}
