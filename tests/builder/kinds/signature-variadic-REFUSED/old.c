// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

static __attribute__((noinline)) long scale(long n)
{
	return n * 2;
}
static void *volatile kept;
void subject(long n)
{
	kept = (void *)scale;
	printf("%ld\n", scale(n));
}
