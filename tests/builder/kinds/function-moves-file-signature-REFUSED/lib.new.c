// SPDX-License-Identifier: BSD-2-Clause
long lib_level = 3;
long lib_other(long n);
long lib_other(long n)
{
	return n + 17;
}
