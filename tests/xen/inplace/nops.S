/* SPDX-License-Identifier: BSD-2-Clause */
/* No-operations where xen_minor_version() loads its answer: callers hear what was in the register. */
#define NAME "xen_minor_version"
#define ADDRESS MINOR
#define SIZE 5
#define NEW_SIZE 5

	.set	new, 0

#include "record.inc"
