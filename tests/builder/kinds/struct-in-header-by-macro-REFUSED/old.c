// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long after(void);
long middle(void);
long zulu(void);
void subject(long n)
{
	printf("%ld\n", after() + middle() + zulu() + n);
}
