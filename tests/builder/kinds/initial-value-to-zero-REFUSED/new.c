// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long level = 0;
void subject(long n)
{
	printf("%ld\n", n + level);
}
