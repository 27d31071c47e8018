// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/process.h>
#include "subject.h"
void subject(long n)
{
	uint64_t value = 7;
	/* Address 8 is not mapped. */
	const volatile void *from = n > 1 ? (const volatile void *)8 : &n;
	int err = xs_safe_load_u64(&value, from);

	printf("%ld: %d %ld\n", n, err != 0, (long)value);
}
