// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
long other(long n);
long scale(long n);
long scale(long n)
{
	return n * 2;
}
void subject(long n)
{
	printf("%ld\n", scale(n) + other(n));
}
