// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

struct thing {
	long a;
	long b;
	long c;
	long d;
};
struct thing *first;
void subject(long n)
{
	if (!first) {
		first = calloc(1, sizeof(*first));
		*first = (struct thing){.a = 1, .b = 2, .c = 3, .d = 4};
	}
	printf("%ld\n", first->a + n);
}
