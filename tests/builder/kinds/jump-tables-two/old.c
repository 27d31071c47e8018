// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) void act(long n, int again)
{
	switch (n) {
	case 0: puts("a"); break;
	case 1: printf("%ld\n", n * 7); break;
	case 2: putchar('c'); putchar('\n'); break;
	case 3: printf("%ld %ld", n, n); break;
	case 4: puts("eeee"); break;
	case 5: fputs("f\n", stdout); break;
	case 6: printf("%lx\n", n); break;
	}
	__asm__ volatile("" : "+r"(n));
	switch (n * again) {
	case 0: break;
	case 1: printf("%ld!\n", n * 7); break;
	case 2: putchar('C'); putchar('\n'); break;
	case 3: printf("\n"); break;
	case 4: puts("EEEE"); break;
	case 5: fputs("F\n", stdout); break;
	}
}
void subject(long n)
{
	act(n, 1);
}
