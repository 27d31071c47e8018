// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
int factor[2] = {3, 4};
void subject(long n)
{
	printf("%ld\n", n * *(const volatile int *)&factor[0]);
	factor[0]++;
}
