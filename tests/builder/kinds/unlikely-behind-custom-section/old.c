// SPDX-License-Identifier: BSD-2-Clause
#include "subject.h"

#include <stdio.h>

#define OWN_SECTION __attribute__((noinline, section(".text.own")))

#define UNLIKELY_ZERO(n, out)                                                                      \
	__asm__ volatile("test %1, %1\n\t"                                                         \
			 "jz 1f\n\t"                                                               \
			 "mov $1, %0\n"                                                            \
			 "2:\n\t"                                                                  \
			 ".subsection 1\n\t"                                                       \
			 ".skip 160, 0x90\n"                                                       \
			 "1:\n\t"                                                                  \
			 "mov $7, %0\n\t"                                                          \
			 "jmp 2b\n\t"                                                              \
			 ".skip 160, 0x90\n\t"                                                     \
			 ".previous"                                                               \
			 : "=r"(out)                                                               \
			 : "r"(n))

OWN_SECTION static long first(long n)
{
	long out;

	UNLIKELY_ZERO(n, out);
	return out + 1;
}

OWN_SECTION static long second(long n)
{
	long out;

	UNLIKELY_ZERO(n, out);
	return out + 2;
}

void subject(long n)
{
	printf("%ld %ld\n", first(n), second(n));
}
