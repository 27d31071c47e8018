// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
#include "thing.h"
void subject(long n)
{
	struct thing *thing = thing_get();

	printf("%ld\n", thing->a + n);
}
