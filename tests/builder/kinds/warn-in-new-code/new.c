// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/process.h>
#include "subject.h"
void subject(long n)
{
	if (n > 3)
		XS_WARN();
	printf("%ld!\n", n);
}
