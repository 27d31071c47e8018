// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long other(long n);
void subject(long n)
{
	printf("%ld %ld\n", n, other(n));
}
