// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct range {
	int low, high;
};
static const struct range range = {1, 6};
const struct range *stored;
void subject(long n)
{
	if (!stored)
		stored = &range;
	printf("%d-%d\n", stored->low, stored->high);
}
