// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long answer(long n);
/* As clang has it of what cannot be but undefined. */
__attribute__((noinline)) long answer(long n)
{
	__builtin_unreachable();
}
void subject(long n)
{
	printf("%ld\n", answer(n));
}
