// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
long counter;
long others[20];
void subject(long n)
{
	printf("%ld %ld ", n, others[n]);
	counter += n;
	printf("%ld\n", counter);
}
