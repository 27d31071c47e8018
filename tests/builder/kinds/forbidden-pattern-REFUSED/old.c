// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
__attribute__((noinline, noclone)) long restore_all_of_it(long n)
{
	return n + 1;
}
__attribute__((noinline)) static long do_nmi_count(long n)
{
	return n / 2;
}
__attribute__((noinline, noclone)) static long is_patch(long n)
{
	return n + 3;
}
void subject(long n)
{
	printf("%ld %ld %ld\n", restore_all_of_it(n), do_nmi_count(n), is_patch(n));
}
