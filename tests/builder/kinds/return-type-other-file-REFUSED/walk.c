// SPDX-License-Identifier: BSD-2-Clause
void step(void);
void walk(void);
int walks;
void walk(void)
{
	step();
	walks++;
}
