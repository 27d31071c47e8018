// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include <xsplice/patch.h>
#include "subject.h"
static int order(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}
XS_TRANSIENT("order");
void subject(long n)
{
	int list[] = {(int)n, 3, 1, 2};

	qsort(list, 4, sizeof(list[0]), order);
	printf("%d %d %d %d\n", list[0], list[1], list[2], list[3]);
}
