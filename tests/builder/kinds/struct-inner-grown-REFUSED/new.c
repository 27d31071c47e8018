// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

struct inner {
	int x;
	int y;
};
struct thing {
	struct inner in[2];
	long a;
};
struct thing *first;
void subject(long n)
{
	if (!first) {
		first = calloc(1, sizeof(*first));
		first->a = 1;
	}
	printf("%ld\n", first->a + first->in[1].x + first->in[0].y + n);
}
