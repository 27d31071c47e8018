// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct driver {
	const char *name;
};
#define REGISTER(x) __attribute__((used, section(".data.vpci." #x))) struct driver driver_##x = {#x}
REGISTER(one);
void subject(long n)
{
	printf("%s %ld\n", driver_one.name, n);
}
