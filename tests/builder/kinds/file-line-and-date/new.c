// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include <string.h>
/* Some lines
 * that were not there
 * before. */
static __attribute__((noinline)) size_t stamp(void)
{
	const char *volatile when = __DATE__ " " __TIME__ " at " __FILE__ "\n";
	return strlen(when) + 1 - (__TIMESTAMP__[0] == 0);
}
static __attribute__((noinline)) int line_of(void) {
	return __LINE__;
}
void subject(long n)
{
	printf("%s %d %zu %ld\n", __FILE__, line_of() - 3, stamp() - 4, n + 1);
}
