// SPDX-License-Identifier: BSD-2-Clause
#include "shared.h"
long other(long n);
long other(long n)
{
	return shared(n + 1) + 1;
}
