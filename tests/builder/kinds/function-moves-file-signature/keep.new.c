// SPDX-License-Identifier: BSD-2-Clause
long helper(long n, long more);
long keep(long n);
long keep(long n)
{
	return helper(n, 5) - 1;
}
