// SPDX-License-Identifier: BSD-2-Clause
#include "shape.h"
long helper(long n);
long helper(long n)
{
	return edge(n + 4);
}
