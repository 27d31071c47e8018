// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline, noclone)) static void flag(char *at)
{
	*at = 1;
}
void (*volatile hook)(char *) = flag;
void subject(long n)
{
	char c = (char)n;

	hook(&c);
	flag(&c);
	printf("%d\n", c);
}
