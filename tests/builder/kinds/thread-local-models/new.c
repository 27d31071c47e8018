// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include "models.h"
static __thread long first = 40, second = 50;
static __thread long local __attribute__((tls_model("local-exec"))) = 2;
long local_of(void);
long local_of(void)
{
	return local;
}
void subject(long n)
{
	printf("%ld %ld ", ++first, -++second);
	printf("%ld %ld %ld\n", ++dynamic, initial, local);
}
