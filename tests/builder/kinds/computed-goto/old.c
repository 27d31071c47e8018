// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void run(long n)
{
	static const void *const labels[] = {&&a, &&b, &&c};
	volatile long more = 1;
	goto *labels[n];
a:
	printf("a %ld\n", n + more);
	return;
b:
	printf("b %ld\n", n + more);
	return;
c:
	printf("c %ld\n", n + more);
}
void subject(long n)
{
	run(n);
}
