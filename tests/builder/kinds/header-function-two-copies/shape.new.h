// SPDX-License-Identifier: BSD-2-Clause
static __attribute__((noinline, unused)) long edge(long n)
{
	return n + 4;
}
