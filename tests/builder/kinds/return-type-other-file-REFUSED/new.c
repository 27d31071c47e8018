// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
void walk(void);
int step(void);
int steps;
int step(void)
{
	steps += 11;
	return steps;
}
void subject(long n)
{
	steps = 0;
	walk();
	printf("%d\n", steps);
}
