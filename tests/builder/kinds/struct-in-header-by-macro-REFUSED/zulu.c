// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include "thing.h"
struct thing *other;
long zulu(void)
{
	if (!other)
		other = calloc(1, sizeof(*other));
	return thing_sum(other);
}
