// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/patch.h>
#include "subject.h"
XS_IGNORE_SECTION("marks");
/* What a linker collects from all files, for somebody who walks over it. */
static const long mark __attribute__((used, section("marks"))) = 2;
void subject(long n)
{
	printf("%ld\n", n + 1);
}
