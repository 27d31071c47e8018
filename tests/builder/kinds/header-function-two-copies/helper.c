// SPDX-License-Identifier: BSD-2-Clause
#include "shape.h"
static long seen = 3;
long helper(long n);
long helper_seen(void);
long helper(long n)
{
	return edge(n + 4);
}
long helper_seen(void)
{
	return seen;
}
