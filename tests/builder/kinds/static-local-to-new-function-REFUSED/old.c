// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* The new function may have taken the variable over, or have one of its own. */
static __attribute__((noinline)) long first(long n)
{
	static long calls;
	return n + ++calls;
}
void subject(long n)
{
	printf("%ld\n", first(n));
}
