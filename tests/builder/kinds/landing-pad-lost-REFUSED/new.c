// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline, nocf_check)) static long twice(long n)
{
	return 2 * n + 1;
}
static long (*volatile callback)(long) = (long (*)(long))twice;
void subject(long n)
{
	printf("%ld\n", callback(n));
}
