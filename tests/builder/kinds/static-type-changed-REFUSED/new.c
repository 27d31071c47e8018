// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

static float level;
void subject(long n)
{
	level += 1.5f;
	printf("%ld\n", (long)level + n);
}
