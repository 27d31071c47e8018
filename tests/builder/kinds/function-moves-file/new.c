// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long keep(long n);
long helper(long n);
extern long lib_level;
__attribute__((noinline)) long helper(long n)
{
	return n + lib_level + 1;
}
void subject(long n)
{
	printf("%ld %ld\n", keep(n) + 1, lib_level);
}
