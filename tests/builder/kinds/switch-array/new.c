// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
static __attribute__((noinline)) const char *word(long n)
{
	switch (n) {
	case 0: return "nought";
	case 1: return "one";
	case 2: return "a pair";
	case 3: return "three";
	case 4: return "four";
	case 5: return "five";
	}
	return "many";
}
void subject(long n)
{
	puts(word(n));
}
