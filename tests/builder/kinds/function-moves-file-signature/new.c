// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long keep(long n);
long helper(long n, long more);
extern long lib_level;
__attribute__((noinline)) long helper(long n, long more)
{
	return n + lib_level + more;
}
void subject(long n)
{
	printf("%ld %ld\n", keep(n) + 1, lib_level);
}
