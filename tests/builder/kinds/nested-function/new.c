// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) long outer(long n)
{
#ifndef __clang__
	__attribute__((noinline)) long inner(long more)
	{
		return n + more;
	}
	return inner(2) + inner(2) + inner(2);
#else
	return 3 * (n + 2);
#endif
}
void subject(long n)
{
	printf("%ld\n", outer(n));
}
