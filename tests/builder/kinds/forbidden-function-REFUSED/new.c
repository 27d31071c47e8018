// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline)) void do_nmi(long n)
{
	printf("%ld!\n", n);
}
void subject(long n)
{
	do_nmi(n);
	puts("");
}
