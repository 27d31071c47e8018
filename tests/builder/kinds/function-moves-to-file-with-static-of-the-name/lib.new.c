// SPDX-License-Identifier: BSD-2-Clause
static long level = 2;
long lib_left(long n);
long lib_left(long n)
{
	return n;
}
