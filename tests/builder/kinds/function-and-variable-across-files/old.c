// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long lib(long n);
void subject(long n)
{
	printf("%ld ", n + 1);
	printf("%ld\n", lib(n));
}
