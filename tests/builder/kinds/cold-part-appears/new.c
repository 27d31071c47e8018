// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((cold, noinline)) void complain(const char *what, long n)
{
	printf("too %s: %ld", what, n);
}
void subject(long n)
{
	if (n < 0) {
		complain("low", n);
		printf(" by %ld\n", -n);
		return;
	}
	printf("%ld\n", n);
}
