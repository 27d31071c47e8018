// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#define clamp(x, low) ({ long value_ = (x); static long used; used++; value_ < (low) ? (low) : value_; })
void subject(long n)
{
	printf("%ld %ld\n", clamp(n, 0), clamp(n, 5));
}
