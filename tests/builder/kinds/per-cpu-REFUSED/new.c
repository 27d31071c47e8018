// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((used, section(".bss.percpu"))) long mine;
void subject(long n)
{
	mine++;
	printf("%ld\n", n + mine);
}
