/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of CPU policies that a sysctl tells, without its first, the machine's raw one. */
#define NAME "system_policies"
#define ADDRESS POLICIES
#define SIZE 8
#define KIND 2
#define NEW_SIZE 8

	.section .rodata.new, "a", @progbits
	.balign	8
	.type	new, @object
new:	.quad	0
	.size	new, . - new

#include "record.inc"
