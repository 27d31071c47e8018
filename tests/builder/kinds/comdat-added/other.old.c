// SPDX-License-Identifier: BSD-2-Clause
long other(long n);
long other(long n)
{
	return n + 1;
}
