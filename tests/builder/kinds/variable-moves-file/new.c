// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long lib(void);
long level = 2;
void subject(long n)
{
	printf("%ld ", -lib());
	printf("%ld\n", level);
}
