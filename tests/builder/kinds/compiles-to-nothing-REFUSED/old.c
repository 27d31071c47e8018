// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long answer(long n);
__attribute__((noinline)) long answer(long n)
{
	return n + 41;
}
void subject(long n)
{
	printf("%ld\n", answer(n));
}
