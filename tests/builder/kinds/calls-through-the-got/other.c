// SPDX-License-Identifier: BSD-2-Clause
long others = 7;
long other(long n);
long other(long n)
{
	return n + 2;
}
