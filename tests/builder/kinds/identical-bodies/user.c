// SPDX-License-Identifier: BSD-2-Clause
long eta(long n);
long user(long n);
long user(long n)
{
	return eta(n);
}
