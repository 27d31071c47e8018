// SPDX-License-Identifier: BSD-2-Clause
long other(long n);
long other(long n)
{
	return n + 7 + (n > 1000) * 77;
}
