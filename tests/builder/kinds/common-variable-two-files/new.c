// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct small { long a, b, c; } shared;
long other(long n);
void subject(long n)
{
	printf("%ld %ld ", n, shared.c);
	shared.a = 5;
	printf("%ld %ld\n", shared.a, other(n));
}
