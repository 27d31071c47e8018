// SPDX-License-Identifier: BSD-2-Clause
static long level = 2;
long lib_next(void);
long lib_same(void);
__attribute__((noinline)) long lib_next(void)
{
	return ++level;
}
__attribute__((noinline)) static long seven(void)
{
	static volatile long number = 7;
	return number;
}
long lib_same(void)
{
	return seven();
}
