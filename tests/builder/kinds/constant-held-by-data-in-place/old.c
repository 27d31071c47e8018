// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct range {
	int low, high;
};
static const struct range small = {1, 5}, big = {10, 50};
struct {
	const struct range *range;
} holders[2] = {{&small}, {&big}};
void subject(long n)
{
	printf("%d-%d\n", holders[n & 1].range->low, holders[n & 1].range->high);
}
