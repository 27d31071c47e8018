// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((section(".data.ro_after_init"))) long level = 7;
void subject(long n)
{
	printf("%ld\n", n + level);
}
