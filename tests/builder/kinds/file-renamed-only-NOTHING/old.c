// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long lib_next(void);
void subject(long n)
{
	printf("%ld\n", lib_next());
}
