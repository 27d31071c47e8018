// SPDX-License-Identifier: BSD-2-Clause
long shown(long n);
long user(long n);
long user(long n)
{
	return shown(n);
}
