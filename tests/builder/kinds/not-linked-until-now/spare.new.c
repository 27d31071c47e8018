// SPDX-License-Identifier: BSD-2-Clause
long spare(long n);
long spare(long n)
{
	return n + 101;
}
