// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long (*callback)(long);
__attribute__((noinline)) static void choose(long n)
{
	if (n > 100)
		callback = NULL;
}
void subject(long n)
{
	choose(n);
	printf("%ld\n", callback ? callback(n) : n);
}
