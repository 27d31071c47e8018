// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
void subject(long n)
{
	int list[] = {(int)n, 3, 1, 2};

	printf("%d %d %d %d\n", list[0], list[1], list[2], list[3]);
}
