// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* these lines */
/* are not in */
/* the patch */
void subject(long n)
{
	printf("%ld\n", n + 1);
}
