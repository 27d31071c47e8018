// SPDX-License-Identifier: BSD-2-Clause
long lib(long n);
static __attribute__((noinline)) long check(long n)
{
	return n + 11;
}
long lib(long n)
{
	return check(n);
}
