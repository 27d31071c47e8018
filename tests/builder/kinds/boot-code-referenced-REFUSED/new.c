// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline, section("boot"))) long setup(long n)
{
	return 3 * n;
}
void subject(long n)
{
	printf("%ld\n", setup(n));
}
