// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static const char small[] = "small", big[] = "big";
const char *holders[2] = {small, big};
void subject(long n)
{
	puts(holders[n & 1]);
}
