// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void show(long n)
{
	if (!n) {
		puts("none");
		return;
	}
	for (int i = 0; i < 2; i++)
		printf("%ld ", n);
	printf("%ld\n", n);
}
void other(long n);
void other(long n)
{
	show(n + 1);
}
void subject(long n)
{
	if (n < 1000)
		show(n);
	else
		other(n);
}
