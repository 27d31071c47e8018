// SPDX-License-Identifier: BSD-2-Clause
#include <stddef.h>
#include "thing.h"

long value(long n)
{
	return n + 10 * thing()->b + (thing()->call != NULL);
}
