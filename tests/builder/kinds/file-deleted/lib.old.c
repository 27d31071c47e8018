// SPDX-License-Identifier: BSD-2-Clause
long lib_level = 2;
long lib(void);
long lib_plus(long n);
__attribute__((noinline)) long lib(void)
{
	return ++lib_level;
}
long lib_plus(long n)
{
	return n + 10;
}
