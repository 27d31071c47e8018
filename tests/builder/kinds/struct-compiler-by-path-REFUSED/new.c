// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
void subject(long n);

struct thing {
	long a;
	long cookie;
};
struct thing *first;
void subject(long n)
{
	if (!first) {
		first = calloc(1, sizeof(*first));
		*first = (struct thing){.a = 1};
	}
	printf("%ld\n", (long)(first->a + first->cookie) + n);
}
