// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct ops {
	long (*first)(long), (*second)(long);
};
__attribute__((noinline)) static long plus(long n)
{
	return n + 1;
}
static const struct ops before = {plus, plus};
const struct ops *ops = &before;
__attribute__((noinline)) static void choose(long n)
{
	ops = &before;
}
void subject(long n)
{
	choose(n);
	printf("%ld %ld\n", ops->first(n), ops->second(n));
}
