// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"

typedef struct {
	struct {
		unsigned long l;
	} inner;
} level_t;
static level_t level;
static long seen[2] = {9};
static __attribute__((noinline)) long see(long *count)
{
	return *count += 10;
}
void subject(long n)
{
	level.inner.l += 10;
	printf("%ld %ld\n", (long)level.inner.l + n, see(seen) + 10);
}
