// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long spare(long n);
void subject(long n)
{
	printf("%ld\n", spare(n));
}
