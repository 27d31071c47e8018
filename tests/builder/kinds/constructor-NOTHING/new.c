// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static volatile long level;
static __attribute__((constructor)) void prepare(void)
{
	level = 5;
}
void subject(long n)
{
	printf("%ld\n", level);
}
