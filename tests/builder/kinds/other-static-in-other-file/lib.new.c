// SPDX-License-Identifier: BSD-2-Clause
long lib(long n);
long lib(long n)
{
	return n < 100 ? n : 100;
}
