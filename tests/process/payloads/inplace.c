// SPDX-License-Identifier: BSD-2-Clause
/*
 * Written over what is there: a read-only object, a function's body. test_inplace.c turns the two sections
 * without SHF_ALLOC into the extension's, which no assembler can say.
 */
#include <xsplice/payload.h>

#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x99", HOST_ID);

static const char motto[16] __attribute__((aligned(16), used)) = "keep patching";

/* lea 500(%rdi), %eax; ret */
__asm__(".pushsection .text.body, \"ax\", @progbits\n"
	"body: .byte 0x8d, 0x87, 0xf4, 0x01, 0x00, 0x00, 0xc3\n"
	".popsection");
extern const char body[];

static struct func records[] __attribute__((section(".livepatch.funcs"), aligned(8), used)) = {
	{
		.name = "subject_motto",
		.new_addr = motto,
		.old_addr = subject_motto,
		.new_size = 16,
		.old_size = 16,
		.version = 130,
	},
	{
		.name = "subject_short",
		.new_addr = body,
		.old_addr = (const void *)subject_short,
		.new_size = 7,
		.old_size = 7,
		.version = 130,
	},
};

__asm__(".pushsection .test.expect\n"
	".asciz \"keep running\"\n"
	".fill 3, 1, 0\n"
	".fill 16, 1, 0xff\n"
	".popsection\n"
	".pushsection .test.patches\n"
	".long 0, 2, 0, 16\n"
	".long 1, 1, 0, 0\n"
	".popsection");
