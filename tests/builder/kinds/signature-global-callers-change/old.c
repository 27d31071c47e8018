// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "subject.h"
#include "scale.h"
void subject(long n)
{
	printf("%ld\n", scale(n));
}
