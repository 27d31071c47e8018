// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long lib(void);
void subject(long n)
{
	printf("%ld\n", lib());
}
