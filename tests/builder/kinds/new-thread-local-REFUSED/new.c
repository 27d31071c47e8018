// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __thread long mine;
void subject(long n)
{
	printf("%ld\n", n + ++mine);
}
