// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long lib(void);
static long level = 2;
__attribute__((noinline)) long lib(void)
{
	return ++level;
}
void subject(long n)
{
	printf("%ld\n", lib() + 100);
}
