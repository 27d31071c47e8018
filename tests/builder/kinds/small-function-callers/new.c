// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline, noclone)) static void flag(char *at)
{
	if (*at)
		*at = (char)(3 * *at + 1);
}
__attribute__((noinline, noclone)) static void twice(char *at)
{
	flag(at);
	printf("%d ", *at);
}
void subject(long n)
{
	char c = (char)n;

	flag(&c);
	twice(&c);
	printf("%d\n", c);
}
