// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline, noclone)) void flag(char *at)
{
	if (*at)
		*at = 2;
}
void subject(long n)
{
	char c = 0;

	flag(&c);
	printf("%d\n", c);
}
