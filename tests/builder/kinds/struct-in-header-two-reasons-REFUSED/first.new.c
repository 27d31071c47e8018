// SPDX-License-Identifier: BSD-2-Clause
#define FIRST
#include <stdlib.h>
#include "pair.h"
struct first *first;
long first_value(void)
{
	struct first *thing = first ? first : (first = calloc(1, sizeof(*first)));

	return thing->flag + thing->a;
}
