// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include "shape.h"
long helper(long n);
void subject(long n)
{
	printf("%ld %ld\n", edge(n), helper(n));
}
