// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
void walk(void);
void step(void);
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
