// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static const int limits[] = {10, 20, 30, 40, 50};
__attribute__((noinline)) static int sum(unsigned int count)
{
	int result = 0;

	while (count--)
		result += limits[count];
	return result;
}
void subject(long n)
{
	printf("%d\n", sum(sizeof(limits) / sizeof(limits[0])));
}
