// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) const char *greet(void)
{
	return __PRETTY_FUNCTION__;
}
void subject(long n)
{
	printf("%s %zu %s!\n", __func__, sizeof(__FUNCTION__) - 3, greet());
}
