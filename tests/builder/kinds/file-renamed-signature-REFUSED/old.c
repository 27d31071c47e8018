// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long lib_next(void);
long lib_same(void);
void subject(long n)
{
	printf("%ld ", lib_next());
	printf("%ld\n", lib_same());
}
