// SPDX-License-Identifier: BSD-2-Clause
#include "thing.h"
long extra(void);
long extra(void)
{
	struct thing *thing = thing_get();

	return thing->a + thing->flag;
}
