// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long add(long n)
{
	return n + 5;
}
static long (*volatile op)(long) = add;
void subject(long n)
{
	printf("%ld\n", op(n));
}
