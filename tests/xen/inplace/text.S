/* SPDX-License-Identifier: BSD-2-Clause */
/* The instruction of xen_minor_version() that loads the answer, 17, loads another one. */
#define NAME "xen_minor_version"
#define ADDRESS MINOR
#define SIZE 5
#define KIND 1
#define NEW_SIZE 5

	.section .text.new, "ax", @progbits
	.type	new, @function
new:	movl	$42, %eax
	.size	new, . - new

#include "record.inc"
