// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>

int level = 1;
int ring[8];

__attribute__((noinline)) static int answer(int n)
{
	return (n + level) + ring[n];
}

int main(int argc, char **argv)
{
	printf("%d\n", answer(argc));
	return 0;
}
