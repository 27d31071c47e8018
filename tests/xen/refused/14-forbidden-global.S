/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces what every hypervisor fault asks. */
#define FUNC_NAME "is_patch"
#define OLD_SIZE 64
#include "payload.inc"
