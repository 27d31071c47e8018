// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/patch.h>
#include "subject.h"
long (*callback)(long);
static long twice(long n)
{
	return 2 * n;
}
static void take_back(void)
{
	if (callback == twice)
		callback = NULL;
}
XS_UNLOAD_HOOK(take_back)
__attribute__((noinline)) static void choose(long n)
{
	if (n > 100)
		callback = NULL;
	else
		callback = twice;
}
void subject(long n)
{
	choose(n);
	printf("%ld\n", callback ? callback(n) : n);
}
