// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

struct range {
	long start;
	long end;
};
static __attribute__((noinline)) long width(struct range r)
{
	return r.end - r.start;
}
void subject(long n)
{
	struct range r = {.start = n, .end = 2 * n + 1}, copies[2] = {r, r};

	printf("%ld\n", width(r) + width((struct range){.end = n}) + copies[1].start);
}
