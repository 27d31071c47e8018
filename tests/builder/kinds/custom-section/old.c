// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* Calls within one section need no relocation, and jump tables count from the section's start. */
#define FAST __attribute__((noinline, section(".text.fast")))
static FAST long first(long n)
{
	static volatile long zero;
	return n + 1 + zero;
}
static FAST long second(long n)
{
	return first(n) + first(n + 1) + 5;
}
static FAST long pick(long n)
{
	switch (n) {
	case 0: return first(3) + (n & 1);
	case 1: return second(4) + n - 13;
	case 2: return first(8) * 5;
	case 3: puts("three"); return 1;
	case 4: return second(n) + n;
	case 5: return first(n) + n;
	}
	return 9;
}
void subject(long n)
{
	printf("%ld %ld\n", second(n) + 2, pick(n));
}
