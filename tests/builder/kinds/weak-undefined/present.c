// SPDX-License-Identifier: BSD-2-Clause
long here(long n);
long here(long n)
{
	return n + 10;
}
