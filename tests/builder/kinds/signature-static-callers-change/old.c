// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

static __attribute__((noinline)) long scale(long n)
{
	return n * 2;
}
void subject(long n)
{
	printf("%ld\n", scale(n));
}
