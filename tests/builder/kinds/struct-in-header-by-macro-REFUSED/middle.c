// SPDX-License-Identifier: BSD-2-Clause
#define WIDE
#include <stdlib.h>
#include "thing.h"
struct thing *wide;
long middle(void)
{
	if (!wide)
		wide = calloc(1, sizeof(*wide));
	return thing_sum(wide);
}
