// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long data = 10, bss;
__attribute__((section(".data.read_mostly"))) static long read_mostly = 100;
__attribute__((section(".data.ro_after_init"))) static long ro_after_init = 1000;
static const volatile long rodata = 10000;
static const char *const names[] = {"even", "odd"};
void subject(long n)
{
	bss++;
	data += n;
	printf("%ld %ld %ld %ld %ld %s\n", data, bss, *(volatile long *)&read_mostly, *(volatile long *)&ro_after_init,
	       rodata, names[n & 1]);
}
