/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces a function that the hypervisor does not have. */
#define FUNC_NAME "no_such_function"
#define OLD_SIZE 100
#include "payload.inc"
