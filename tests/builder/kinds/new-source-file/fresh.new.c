// SPDX-License-Identifier: BSD-2-Clause
long fresh(long n)
{
	return n - 1000;
}
