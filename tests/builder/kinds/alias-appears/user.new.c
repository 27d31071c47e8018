// SPDX-License-Identifier: BSD-2-Clause
long alpha(long n);
long user(long n);
long user(long n)
{
	return alpha(n);
}
