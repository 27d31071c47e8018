// SPDX-License-Identifier: BSD-2-Clause
long level(long n);
long level(long n)
{
	return n + 1000;
}
