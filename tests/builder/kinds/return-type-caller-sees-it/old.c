// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
#include "step.h"
int steps;
void step(void)
{
	steps++;
}
void subject(long n)
{
	steps = 0;
	walk();
	printf("%d\n", steps);
}
