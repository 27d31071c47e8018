// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
void subject(long n)
{
	puts("a string that is short");
	puts(n ? "ab" : "a string that only looks longer than it is, and is always here");
}
