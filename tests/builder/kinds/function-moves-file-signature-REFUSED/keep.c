// SPDX-License-Identifier: BSD-2-Clause
long helper(long n);
long keep(long n);
long keep(long n)
{
	return helper(n) - 1;
}
