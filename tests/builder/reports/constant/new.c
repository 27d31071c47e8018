// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>

static int add(int n) { return n + 1; }
static int sub(int n) { return n - 1; }

struct ops {
	int (*up)(int);
	int (*down)(int);
};
const struct ops ops = {add, sub};

__attribute__((noinline)) int run(const struct ops *o, int n)
{
	return o->up(o->down(n));
}

int main(int argc, char **argv)
{
	printf("%d %d\n", run(&ops, argc), sub(argc));
	return 0;
}
