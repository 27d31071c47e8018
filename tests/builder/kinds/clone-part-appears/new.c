// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static void show(long n)
{
	if (!n)
		return;
	for (int i = 0; i < 2; i++)
		printf("%ld ", n);
	printf("%ld\n", n);
	if (n > 100000)
		for (int i = 0; i < 7; i++)
			printf("%ld %ld %d\n", n, n + i, i);
	if (n > 200000)
		for (int i = 0; i < 7; i++)
			printf("%ld %ld %d\n", n * 2, n - i, i);
	if (n > 200001)
		for (int i = 0; i < 7; i++)
			printf("%ld %ld %d\n", n * 3, n - i, i);
}
void other(long n);
void other(long n)
{
	show(n + 1);
}
void third(long n);
void third(long n)
{
	show(n + 2);
	puts("third");
}
void subject(long n)
{
	if (!n)
		puts("none at all");
	if (n < 1000)
		show(n);
	else
		other(n);
}
