// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

static __attribute__((noinline)) long scale(long n, long by)
{
	return n * by;
}
void subject(long n)
{
	printf("%ld\n", scale(n, 10));
}
