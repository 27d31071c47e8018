/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A payload for image.c. -DTARGET=... what it patches, -DID=, -DDEPENDS=, -DHOST= bytes of its build-ids;
 * -DCOUNTERS= bytes of per-CPU variables, -DALIGN= of theirs, if it has any.
 */
#define NOTE(id) .long 4, 20, 3; .asciz "GNU"; .fill 20, 1, id

	.section .text.new, "ax", @progbits
new_answer:
	endbr64
	mov $42, %eax
	ret
new_end:

#ifdef COUNTERS
#ifndef ALIGN
#define ALIGN 8
#endif
	.section .bss.percpu, "aw", @nobits
	.balign ALIGN
	.skip COUNTERS
#endif

	.section .rodata.str, "a", @progbits
name:
	.asciz TARGET

	.section .livepatch.funcs, "aw", @progbits
	.balign 8
	.quad name, new_answer, 0
	.long new_end - new_answer, 9
	.byte 2
	.fill 39, 1, 0
	.byte EXPECT
	.fill 31, 1, 0

	.section .note.gnu.build-id, "a", @note
	NOTE(ID)
	.section .livepatch.depends, "a", @note
	NOTE(DEPENDS)
	.section .livepatch.xen_depends, "a", @note
	NOTE(HOST)
	.section .note.GNU-stack, "", @progbits
