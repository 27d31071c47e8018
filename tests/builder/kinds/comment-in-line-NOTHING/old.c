// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#define TELL(format, n) printf("%d " format, __LINE__, n)
void subject(long n)
{
	printf("%ld at %d\n", n, __LINE__);
	printf("/* no comment */ %ld at %d\n", n, __LINE__);
	TELL("%ld "
	     "here\n",
	     n);
}
