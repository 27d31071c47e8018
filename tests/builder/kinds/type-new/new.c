// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

struct five {
	int value;
};
enum kind { ONE };
static int by_five(struct five f)
{
	return f.value + ONE;
}

struct thing {
	long a;
};
struct thing *first;
void subject(long n)
{
	if (!first) {
		first = calloc(1, sizeof(*first));
		*first = (struct thing){.a = 1};
	}
	printf("%ld\n", (long)(first->a + by_five((struct five){5})) + n);
}
