// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long level(long n);
__attribute__((weak, noinline)) long level(long n)
{
	return n + 6;
}
void subject(long n)
{
	printf("%ld\n", level(n));
}
