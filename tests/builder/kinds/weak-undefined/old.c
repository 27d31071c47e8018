// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
extern long nowhere(long n) __attribute__((weak));
extern long here(long n) __attribute__((weak));
void subject(long n)
{
	printf("%ld\n", nowhere ? nowhere(n) : 0);
}
