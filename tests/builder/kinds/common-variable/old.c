// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long counter;
long others;
void subject(long n)
{
	printf("%ld %ld\n", ++counter, others);
}
