/* SPDX-License-Identifier: BSD-2-Clause */
/* An alternative that would rewrite the hypervisor, not the payload. */
	.section .altinstructions, "a", @progbits
	.long	do_nmi_op - ., 1f - .
	.word	3
	.byte	1, 1, 0, 0
	.section .altinstr_replacement, "ax", @progbits
1:	nop
#include "payload.inc"
