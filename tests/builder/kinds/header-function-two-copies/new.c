// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include "shape.h"
static volatile long seen = 3;
long helper(long n);
long helper_seen(void);
void subject(long n)
{
	printf("%ld %ld %ld %ld\n", edge(n), helper(n), seen, helper_seen());
}
