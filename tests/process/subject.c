// SPDX-License-Identifier: BSD-2-Clause
#include "subject.h"

#include <string.h>

#include <xsplice/process.h>

#if __has_attribute(noipa)
#define PATCHABLE __attribute__((noipa, aligned(16)))
#else
#define PATCHABLE __attribute__((noinline, aligned(16)))
#endif

__thread int subject_tls = 7;
int subject_count;
const char subject_motto[16] __attribute__((aligned(16))) = "keep running";

size_t (*subject_strlen(void))(const char *text)
{
	return strlen;
}

PATCHABLE int subject_answer(int x)
{
	__asm__ volatile("" ::: "memory");
	return x + 1;
}

PATCHABLE int subject_second(int x)
{
	__asm__ volatile("" ::: "memory");
	return x + 2;
}

PATCHABLE int subject_pair(void)
{
	return subject_answer(0) - subject_second(0) + 1;
}

/* Seven bytes, whatever the compiler and its sanitizers: lea 5(%rdi), %eax; ret. */
__asm__(".pushsection .text.subject_short, \"ax\", @progbits\n"
	".globl subject_short\n"
	".type subject_short, @function\n"
	".balign 16\n"
	"subject_short: .byte 0x8d, 0x87, 0x05, 0x00, 0x00, 0x00, 0xc3\n"
	".size subject_short, . - subject_short\n"
	".balign 16\n"
	".popsection");

static PATCHABLE int subject_hidden(int x)
{
	__asm__ volatile("" ::: "memory");
	return x + 3;
}

int subject_hidden_call(int x)
{
	return subject_hidden(x);
}

PATCHABLE uint64_t subject_length(const char *text)
{
	const char *at = text;

	while (*at) {
		__asm__ volatile("" ::: "memory");
		at++;
	}
	return (uint64_t)(at - text);
}

PATCHABLE uint64_t subject_peek(const uint64_t *at)
{
	__asm__ volatile("" ::: "memory");
	return *at;
}

PATCHABLE int subject_check(int x)
{
	return XS_WARN_ON(x < 0) ? -1 : x;
}
