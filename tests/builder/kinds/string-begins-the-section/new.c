// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
const char *name_of(void);
__attribute__((noinline)) const char *name_of(void)
{
	return "second";
}
void subject(long n)
{
	printf("%c %s\n", "cdefgh"[n - 1], name_of());
}
