// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
__attribute__((cold, noinline)) void complain(long n)
{
	printf("bad %ld\n", n);
}
static __attribute__((noinline)) long work(long n)
{
	if (__builtin_expect(n < 0, 0)) {
		complain(n);
		complain(n + 2);
		return -2;
	}
	return n * 3;
}
void subject(long n)
{
	printf("%ld\n", work(n));
}
