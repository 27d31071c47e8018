// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long lib(void);
long keep(long n);
long lib_level = 2;
long lib_plus(long n);
__attribute__((noinline)) long lib(void)
{
	return ++lib_level;
}
long lib_plus(long n)
{
	return n + 10;
}
void subject(long n)
{
	printf("%ld ", lib() + 100);
	printf("%ld\n", keep(n));
}
