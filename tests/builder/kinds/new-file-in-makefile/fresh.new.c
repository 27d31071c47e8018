// SPDX-License-Identifier: BSD-2-Clause
long fresh(long n);
__attribute__((noinline)) long fresh(long n)
{
	return n + 100;
}
