// SPDX-License-Identifier: BSD-2-Clause
long measured;
long measure(long n);
long lib(long n);
__attribute__((noinline)) long measure(long n)
{
	measured += n;
	return measured - 1;
}
long lib(long n)
{
	return measure(n);
}
