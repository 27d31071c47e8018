// SPDX-License-Identifier: BSD-2-Clause
struct small { long a; };
struct small shared;
long other(long n);
long other(long n)
{
	return n + 7 + shared.a + (n > 1000) * 77;
}
