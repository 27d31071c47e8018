// SPDX-License-Identifier: BSD-2-Clause
static inline long edge(long n)
{
	return n < 0 ? 0 : n + 4;
}
