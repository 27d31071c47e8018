// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <string.h>

#include "limits.h"

static int allowed(int n)
{
	return n < LIMIT;
}

static int spare(int n)
{
	return n * 3;
}

static int table[4];
static int calls;
static const char *const name = "the new \351ne: \303\251"; /* one of both is UTF-8 */

__attribute__((noinline)) static int traced(int n)
{
	calls++;
	fprintf(stderr, "%s\n", name);
	return n;
}

__attribute__((noinline)) static int twice(int n)
{
	return traced(n) + traced(n);
}

static int unused_helper(int n)
{
	return n + calls;
}

__attribute__((noinline)) static int count(const char *text)
{
	return twice((int)strlen(text));
}

__attribute__((noinline)) static int check(int n)
{
	if (!allowed(n))
		return -1;
	return table[n & 3];
}

__attribute__((noinline)) static int answer(int n)
{
	/* another comment */
	return check(n) + spare(n);
}

int main(int argc, char **argv)
{
	printf("%d %d\n", answer(argc), count(argv[0]));
	return 0;
}
