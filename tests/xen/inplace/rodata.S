/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of CPU policies that a sysctl tells, with the host's one in the place of its first, the raw one. */
#define NAME "system_policies"
#define ADDRESS POLICIES
#define SIZE 8
#define KIND 2
#define NEW_SIZE 8

	.section .rodata.new, "a", @progbits
	.balign	8
	.type	new, @object
new:	.quad	HOST_POLICY
	.size	new, . - new

#include "record.inc"
