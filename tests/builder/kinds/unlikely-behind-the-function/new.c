// SPDX-License-Identifier: BSD-2-Clause
#include "subject.h"

#include <stdio.h>

/* What is unlikely goes behind the function, to which no relocation leads. */
void subject(long n)
{
	long out;

	__asm__ volatile("test %1, %1\n\t"
			 "jz 1f\n\t"
			 "mov $1, %0\n"
			 "2:\n\t"
			 ".subsection 1\n"
			 "1:\n\t"
			 "mov $7, %0\n\t"
			 "jmp 2b\n\t"
			 ".previous"
			 : "=r"(out)
			 : "r"(n));
	printf("%ld\n", out + 10);
}
