// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/patch.h>
#include "subject.h"
long level = 6;
XS_IGNORE("level");
void subject(long n)
{
	printf("%ld.\n", n + level);
}
