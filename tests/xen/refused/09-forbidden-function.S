/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces the function in which the CPUs meet to be patched. */
#define FUNC_NAME "arch/x86/domain.c#idle_loop"
#define OLD_SIZE 64
#include "payload.inc"
