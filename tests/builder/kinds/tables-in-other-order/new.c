// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/process.h>
#include "subject.h"
static __attribute__((noinline)) long more(const volatile uint32_t *from)
{
	uint32_t value = 6;

	xs_safe_load_u32(&value, from);
	return value;
}
static __attribute__((noinline)) long careful(const volatile uint32_t *from, long n)
{
	uint32_t value = 5;

	if (n > 1000)
		XS_WARN();
	xs_safe_load_u32(&value, from);
	return value;
}
void subject(long n)
{
	uint32_t stored = 9;

	printf("%ld %ld %ld\n", n, careful(&stored, n), more(&stored) + more((void *)8));
}
