// SPDX-License-Identifier: BSD-2-Clause
long other(long n);
long helper(long n);
extern long shared;
long other(long n)
{
	return helper(n + 4) + shared;
}
