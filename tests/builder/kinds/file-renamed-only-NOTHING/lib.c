// SPDX-License-Identifier: BSD-2-Clause
static long level = 2;
long lib_next(void);
__attribute__((noinline)) long lib_next(void)
{
	return ++level;
}
