// SPDX-License-Identifier: BSD-2-Clause
#include "step.h"
int walks;
void walk(void)
{
	step();
	walks++;
}
