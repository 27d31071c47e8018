// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long history[8] = {1, 2, 3, 4};
void subject(long n)
{
	printf("%ld %zu\n", history[n & 7], sizeof(history));
}
