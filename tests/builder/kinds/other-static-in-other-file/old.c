// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* check() that goes from one file and check() that comes in another have nothing to do with each other. */
long lib(long n);
void subject(long n)
{
	printf("%ld %ld\n", lib(n), n + 3);
}
