// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long first_value(void);
long second_value(void);
void subject(long n)
{
	printf("%ld\n", first_value() + second_value() + n);
}
