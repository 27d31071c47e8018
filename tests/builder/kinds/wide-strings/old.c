// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
#include <wchar.h>
void subject(long n)
{
	const wchar_t *texts[] = {L"ab", L"ac"};
	const unsigned short *narrow = u"ab";
	__asm__ volatile("" : "+r"(narrow));
	__asm__ volatile("" : : "r"(texts) : "memory");
	printf("%ls %ls %d\n", texts[0], texts[1], narrow[n]);
}
