// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
void subject(long n)
{
	double x = (double)n;
	float y = (float)n;
	long double z = (long double)n;
	__asm__ volatile("" : "+m"(x), "+m"(y), "+m"(z));
	printf("%.2f %.2f %.2Lf\n", x * 3.75, (double)(y * 0.4f), z * 3.0L);
}
