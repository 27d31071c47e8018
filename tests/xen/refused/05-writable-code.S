/* SPDX-License-Identifier: BSD-2-Clause */
/* A section that is writable and executable. */
	.section .both, "wax", @progbits
	ret
#include "payload.inc"
