// SPDX-License-Identifier: BSD-2-Clause
long lib_level = 3;
long lib_other(long n);
long helper(long n);
__attribute__((noinline)) long helper(long n)
{
	return n + lib_level;
}
long lib_other(long n)
{
	return n + 17;
}
