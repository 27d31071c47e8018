// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static void tell(long *n)
{
	printf("cleaned %ld\n", *n);
}
void other(long n);
void subject(long n)
{
	__attribute__((cleanup(tell))) long mine = n;
	other(n + 1);
	puts("here");
}
void __attribute__((noinline)) other(long n)
{
	__asm__ volatile("" : : "r"(n) : "memory");
	printf("%ld\n", n);
}
