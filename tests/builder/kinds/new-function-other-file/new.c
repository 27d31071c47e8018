// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long helper(long n);
void subject(long n)
{
	printf("%ld\n", helper(n));
}
