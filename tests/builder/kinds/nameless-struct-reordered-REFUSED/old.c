// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

struct {
	int a;
	int b;
} state;
void subject(long n)
{
	state.a += (int)n;
	printf("%ld\n", (long)state.a + state.b);
}
