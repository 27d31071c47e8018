// SPDX-License-Identifier: BSD-2-Clause
long lib_left(long n);
long lib_left(long n)
{
	return n;
}
