// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
long extra(void);
void subject(long n)
{
	printf("%ld\n", n + extra());
}
