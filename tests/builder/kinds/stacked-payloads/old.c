// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static volatile long zero;
void subject(long n)
{
	printf("%ld %ld\n", n + 1, zero);
}
