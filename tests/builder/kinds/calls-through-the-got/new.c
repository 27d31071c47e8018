// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include <string.h>
long other(long n);
extern long others;
void subject(long n)
{
	printf("%ld ", other(n) + 1);
	fputs(strdup("abcd"), stdout);
	printf(" %ld\n", others);
}
