// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
void subject(long n)
{
	static float count;

	count += 1;
	printf("%ld\n", (long)count + n);
}
