// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
long other(long n);
long scale(long n, long by);
long scale(long n, long by)
{
	return n * by;
}
void subject(long n)
{
	printf("%ld\n", scale(n, 10) + other(n));
}
