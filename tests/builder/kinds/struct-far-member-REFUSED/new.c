// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"

struct thing {
	long words[25];
	int a;
	int flag;
	long b;
};
struct other {
	char bytes[160];
	long (*row)[150];
};
enum level { LEVEL_LOW = 3, LEVEL_HIGH = 201 };
struct thing *first;
struct other *second;
enum level level;
void subject(long n)
{
	if (!first) {
		first = calloc(1, sizeof(*first));
		second = calloc(1, sizeof(*second));
		*first = (struct thing){.a = 1};
	}
	printf("%ld %d %d\n", (long)(first->a + first->flag) + n, second->row != NULL, level == LEVEL_HIGH);
}
