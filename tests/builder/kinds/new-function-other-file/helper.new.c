// SPDX-License-Identifier: BSD-2-Clause
int helper_unused;
long helper(long n)
{
	return n * 100;
}
