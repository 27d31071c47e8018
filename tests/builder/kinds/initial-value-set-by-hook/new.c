// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/patch.h>
#include "subject.h"
long level = 50;
XS_IGNORE("level");
static void on(void)
{
	level = 50;
}
XS_LOAD_HOOK(on)
static void off(void)
{
	level = 5;
}
XS_UNLOAD_HOOK(off)
void subject(long n)
{
	printf("%ld!\n", n + level);
}
