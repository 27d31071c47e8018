// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long level = 3;
static const char *const words[] = {"uno", "due", "tre", "quattro"};
static __attribute__((noinline)) long pick(long n)
{
	switch (n) {
	case 0: return level + 1;
	case 1: return n + 20;
	case 2: return puts("two");
	case 3: return level * 14 + 1;
	case 4: return puts("four") + level;
	case 5: return n ^ 77;
	}
	return -1;
}
static long add(long n)
{
	return n + 6;
}
static long (*const *volatile ops)(long) = (long (*const[])(long)){add};
void subject(long n)
{
	printf("%s %ld %ld\n", words[n], pick(n), ops[0](3));
}
