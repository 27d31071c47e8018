// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long keep(long n);
extern long lib_level;
void subject(long n)
{
	printf("%ld %ld\n", keep(n) + 1, lib_level);
}
