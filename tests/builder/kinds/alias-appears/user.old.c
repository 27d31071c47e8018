// SPDX-License-Identifier: BSD-2-Clause
long zeta(long n);
long user(long n);
long user(long n)
{
	return zeta(n);
}
