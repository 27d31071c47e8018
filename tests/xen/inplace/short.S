/* SPDX-License-Identifier: BSD-2-Clause */
/* A function with no room for a jump, in most builds: two bytes, that nobody runs. */
#define NAME "sh_map_and_validate_gl2he__guest_2"
#define ADDRESS SHORT
#define SIZE SHORT_SIZE
#define KIND 1
#define NEW_SIZE 1

	.section .text.new, "ax", @progbits
	.type	new, @function
new:	int3
	.size	new, . - new

#include "record.inc"
