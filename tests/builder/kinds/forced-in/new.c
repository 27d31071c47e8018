// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/patch.h>
#include "subject.h"
__attribute__((noinline)) long half(long n)
{
	return n / 2;
}
XS_FORCE("half");
void subject(long n)
{
	printf("%ld\n", half(n));
}
