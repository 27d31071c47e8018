// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct box { long a, b; };
static __attribute__((noinline)) long scale(const struct box *box, long n)
{
	return box->a * n + ((long)box & 7) + 20;
}
void subject(long n)
{
	struct box box = {5, 6};
	__asm__ volatile("" : : "r"(&box) : "memory");
	printf("%ld\n", scale(&box, n));
}
