// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
extern long nowhere(long n) __attribute__((weak));
extern long here(long n) __attribute__((weak));
void subject(long n)
{
	printf("%s %d %ld\n", nowhere ? "some" : "none", here != 0, here ? here(n) : 0);
}
