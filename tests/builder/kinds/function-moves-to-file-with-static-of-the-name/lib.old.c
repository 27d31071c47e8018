// SPDX-License-Identifier: BSD-2-Clause
static long level = 2;
long lib(void);
__attribute__((noinline)) long lib(void)
{
	return ++level;
}
