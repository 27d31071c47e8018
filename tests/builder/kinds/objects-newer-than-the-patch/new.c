// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
void subject(long n)
{
	printf("%ld\n", n + 1);
}
