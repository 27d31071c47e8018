// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/patch.h>
#include "subject.h"
long level = 5;
static long saved;
static void on(void)
{
	saved = level;
	level = 50;
}
XS_LOAD_HOOK(on)
static void off(void)
{
	level = saved;
}
XS_UNLOAD_HOOK(off)
void subject(long n)
{
	printf("%ld (was %ld)\n", n + level, saved);
}
