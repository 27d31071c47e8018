// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long level = 5;
long bounds[4];
void subject(long n)
{
	printf("%ld %zu\n", n + level, sizeof(bounds));
}
