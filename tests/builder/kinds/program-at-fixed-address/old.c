// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long level = 3;
static const char *const words[] = {"one", "two", "three", "four"};
static __attribute__((noinline)) long pick(long n)
{
	switch (n) {
	case 0: return level;
	case 1: return n + 20;
	case 2: return puts("two");
	case 3: return level * 8;
	case 4: return puts("four") + level;
	case 5: return n ^ 77;
	}
	return -1;
}
static long add(long n)
{
	return n + 5;
}
static long (*const *volatile ops)(long) = (long (*const[])(long)){add};
void subject(long n)
{
	printf("%s %ld %ld\n", words[n], pick(n), ops[0](3));
}
