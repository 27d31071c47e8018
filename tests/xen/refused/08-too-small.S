/* SPDX-License-Identifier: BSD-2-Clause */
/* The old function has no room for a jump. */
#define FUNC_NAME "do_nmi_op"
#define OLD_SIZE 3
#include "payload.inc"
