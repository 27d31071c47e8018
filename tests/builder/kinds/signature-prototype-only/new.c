// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

static __attribute__((noinline)) long scale(void)
{
	return 3 * 2 + 1;
}
static long (*volatile kept)(void);
void subject(long n)
{
	kept = scale;
	printf("%ld\n", scale());
}
