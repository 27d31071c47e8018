// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void run(long n)
{
	static void *labels[] = {&&a, &&b};
	volatile long more = 2;
	void *to = labels[n];
	labels[n] = labels[0];
	goto *to;
a:
	printf("a %ld\n", n + more);
	return;
b:
	printf("b %ld\n", n + more);
}
void subject(long n)
{
	run(n);
}
