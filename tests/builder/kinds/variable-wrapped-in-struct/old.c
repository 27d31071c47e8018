// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"

static unsigned long level;
static struct { long count[2]; } seen = {{9}};
static __attribute__((noinline)) long see(long *count)
{
	return ++*count;
}
void subject(long n)
{
	level += 1;
	printf("%ld %ld\n", (long)level + n, see(seen.count) + 1);
}
