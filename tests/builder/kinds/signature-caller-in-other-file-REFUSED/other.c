// SPDX-License-Identifier: BSD-2-Clause
long scale(long n);
long other(long n);
long other(long n)
{
	return scale(n) + 1;
}
