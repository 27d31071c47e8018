// SPDX-License-Identifier: BSD-2-Clause
long lib_plus(long n);
long keep(long n);
long keep(long n)
{
	return lib_plus(n);
}
