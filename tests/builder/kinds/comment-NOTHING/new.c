// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"

/*
 * What subject() does: it prints a number.
 */

void subject(long n)
{
	printf("%ld at %d\n", n, __LINE__);
}
