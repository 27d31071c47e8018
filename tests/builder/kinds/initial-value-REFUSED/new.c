// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long level = 6;
long bounds[8];
void subject(long n)
{
	printf("%ld %zu\n", n + level, sizeof(bounds));
}
