/* SPDX-License-Identifier: BSD-2-Clause */
/* An alternative whose replacement is longer than what it replaces. */
#define BODY 2: nop
	.section .altinstructions, "a", @progbits
	.long	2f - ., 1f - .
	.word	3
	.byte	1, 4, 0, 0
	.section .altinstr_replacement, "ax", @progbits
1:	nop; nop; nop; nop
#include "payload.inc"
