// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct pair { long a, b; };
static __attribute__((noinline)) long add(const struct pair *p)
{
	return p->a + p->b;
}
static const long *const fixed = (const long[]){1, 2, 3};
void subject(long n)
{
	const long *other = (const long[]){n, 5 * n, 3 * n};
	__asm__ volatile("" : "+r"(other) : : "memory");
	printf("%ld %ld %ld\n", add(&(struct pair){3, 6}), fixed[n - 1], other[1]);
}
