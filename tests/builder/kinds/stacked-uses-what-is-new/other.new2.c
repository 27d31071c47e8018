// SPDX-License-Identifier: BSD-2-Clause
long helper(long n);
long other(long n);
long other(long n)
{
	return n + helper(n) + 2 - 3;
}
