// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
const int limits[] = {10, 20, 30, 40, 50};
const unsigned int limit_count = sizeof(limits) / sizeof(limits[0]);
void subject(long n)
{
	for (unsigned int i = 0; i < limit_count; i++)
		printf("%d ", limits[i]);
	puts("");
}
