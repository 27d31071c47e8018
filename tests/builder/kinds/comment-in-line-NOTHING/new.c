// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#define TELL(format, n) printf("%d " format, __LINE__, n)
void subject(long n)
{
	// Comments move these lines, and are in them.
	printf("%ld at %d\n",  n, __LINE__); /* here */

	/*
	 * And here.
	 */
        printf("/* no comment */ %ld at %d\n", n, __LINE__); // too
	TELL("%ld "
	     // where
	     "here\n",

	     /* what */
	     n);
}
