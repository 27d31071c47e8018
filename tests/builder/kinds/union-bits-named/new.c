// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

struct thing {
	union {
		unsigned int raw;
		struct {
			unsigned int ready : 1;
			unsigned int wide : 1;
			unsigned int : 30;
		};
	};
};
struct thing *first;
void subject(long n)
{
	if (!first) {
		first = calloc(1, sizeof(*first));
		*first = (struct thing){.raw = 2};
	}
	printf("%ld\n", (long)(first->ready + 10 * first->wide) + n);
}
