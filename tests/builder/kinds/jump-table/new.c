// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void act(long n)
{
	switch (n) {
	case 0: puts("A"); break;
	case 1: printf("%ld\n", n * 8); break;
	case 2: putchar('c'); putchar('\n'); break;
	case 3: printf("%ld %ld\n", n, n); break;
	case 4: puts("eeee"); break;
	case 5: fputs("f\n", stdout); break;
	case 6: printf("%lx\n", n); break;
	case 7: puts("seven"); break;
	}
}
void subject(long n)
{
	act(n);
}
