// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static long plus(long n)
{
	return n + 1;
}
static long minus(long n)
{
	return n - 1;
}
struct ops {
	long (*first)(long), (*second)(long);
	const char *name;
};
const struct ops ops = {plus, minus, "old"};
const struct ops *volatile current = &ops;
void subject(long n)
{
	printf("%ld %ld %s\n", current->first(n), current->second(n), current->name);
}
