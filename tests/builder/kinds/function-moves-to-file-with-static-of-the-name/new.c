// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* This file's own level is there only once something uses it. */
static long level;
long lib(void);
__attribute__((noinline)) long lib(void)
{
	return ++level;
}
void subject(long n)
{
	printf("%ld\n", lib() + 100);
}
