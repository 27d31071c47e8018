// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static  __attribute__((noinline))  int  line(long  n)
{
   if (n) return __LINE__;  return 0;
}

void  subject(long n)
{
   printf("%d\n",  line(n));
}
