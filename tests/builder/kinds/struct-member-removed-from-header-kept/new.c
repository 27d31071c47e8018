// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include "thing.h"

struct thing *thing(void)
{
	static struct thing thing = {.a = 1, .b = 2};

	return &thing;
}
void subject(long n)
{
	printf("%ld\n", value(n) + 1000);
}
