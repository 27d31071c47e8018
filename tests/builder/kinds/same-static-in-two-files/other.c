// SPDX-License-Identifier: BSD-2-Clause
static long level = 29;
static __attribute__((noinline)) long next(void)
{
	return ++level;
}
long other(void);
long other(void)
{
	return next();
}
