// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline)) static long twice(long n)
{
	return 2 * n;
}
static long (*volatile callback)(long) = twice;
void subject(long n)
{
	printf("%ld\n", callback(n));
}
