// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include <stdarg.h>
static __attribute__((noinline)) void add(int count, double scale, ...)
{
	va_list args;
	long sum = 0;
	va_start(args, scale);
	while (count--)
		sum += va_arg(args, long);
	printf("%ld %.1f\n", sum, va_arg(args, double) * scale);
	va_end(args);
}
void subject(long n)
{
	add(3, 1.0, n, n + 1, n + 2, 2.5);
}
