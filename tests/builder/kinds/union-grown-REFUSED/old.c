// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

union value {
	int i;
};
union value *first;
void subject(long n)
{
	if (!first)
		first = calloc(1, sizeof(*first));
	first->i = 1;
	printf("%ld\n", first->i + n);
}
