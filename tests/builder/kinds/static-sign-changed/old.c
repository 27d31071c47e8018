// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

static int level;
void subject(long n)
{
	level += 1;
	printf("%ld\n", (long)level + n);
}
