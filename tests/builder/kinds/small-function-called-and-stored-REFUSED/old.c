// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static void (*stored)(char *at);
__attribute__((noinline, noclone)) static void flag(char *at)
{
	*at = 1;
}
/* Calls it first, and keeps its address then. */
void subject(long n)
{
	char c = (char)n;

	flag(&c);
	if (stored)
		stored(&c);
	stored = flag;
	printf("%d\n", c);
}
