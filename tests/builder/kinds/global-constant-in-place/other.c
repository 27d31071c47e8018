// SPDX-License-Identifier: BSD-2-Clause
#include "limits.h"
__attribute__((noinline)) int limit(long n)
{
	return limits[n & 3];
}
