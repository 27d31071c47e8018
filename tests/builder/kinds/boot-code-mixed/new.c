// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((used, section(".init.text"))) long early(long n)
{
	return n + 2;
}
void subject(long n)
{
	printf("%ld.\n", n);
}
