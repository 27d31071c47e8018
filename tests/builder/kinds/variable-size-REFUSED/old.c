// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long history[4] = {1, 2, 3, 4};
void subject(long n)
{
	printf("%ld %zu\n", history[n & 3], sizeof(history));
}
