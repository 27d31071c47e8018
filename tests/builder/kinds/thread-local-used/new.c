// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __thread long mine = 3;
__thread long shown = 4;
void subject(long n)
{
	printf("%ld %ld\n", n * mine, shown);
}
