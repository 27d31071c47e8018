// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include "shared.h"
long other(long n);
void subject(long n)
{
	printf("%ld %ld\n", shared(n), other(n));
}
