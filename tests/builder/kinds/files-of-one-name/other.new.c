// SPDX-License-Identifier: BSD-2-Clause
static long level = 29;
static __attribute__((noinline)) long next(void)
{
	__asm__ volatile("nop");
	return ++level + 1000;
}
static __attribute__((noinline)) long only_here(long n)
{
	return n + 4;
}
long other(void);
long other_only(long n);
long other(void)
{
	return next();
}
long other_only(long n)
{
	return only_here(n);
}
