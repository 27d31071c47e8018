// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void fill(int *at, double *real, int count)
{
	static const int weights[4] = {1, 2, 3, 4};
	for (int i = 0; i < count; i++) {
		at[i] = i + 1;
		real[i] = i * 0.5 + 0.25;
	}
	for (int i = 0; i < 4; i++)
		at[i + 16] = weights[i];
}
void subject(long n)
{
	int at[20], sum = 0, rest = 0;
	double real[20];
	fill(at, real, 16);
	for (int i = 0; i < 16; i++)
		sum += at[i];
	for (int i = 16; i < 20; i++)
		rest += at[i];
	printf("%d %.1f %d\n", sum, real[12] + 0.25, rest);
}
