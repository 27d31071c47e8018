// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long first(long n)
{
	return n > 1000 ? n * 5 : n + 0x12345678;
}
void subject(long n)
{
	printf("%ld at %d\n", first(n), __LINE__);
}
