// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* What a linker collects from all files, for somebody who walks over it. */
static const long mark __attribute__((used, section("marks"))) = 1;
void subject(long n)
{
	printf("%ld\n", n);
}
