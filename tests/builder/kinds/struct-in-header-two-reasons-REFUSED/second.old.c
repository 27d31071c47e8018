// SPDX-License-Identifier: BSD-2-Clause
#define SECOND
#include <stdlib.h>
#include "pair.h"
struct second *second;
long second_value(void)
{
	struct second *thing = second ? second : (second = calloc(1, sizeof(*second)));

	return thing->a;
}
