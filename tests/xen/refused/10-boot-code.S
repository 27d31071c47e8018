/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces a function whose memory was given back after boot. */
#define FUNC_NAME "__start_xen"
#define OLD_SIZE 64
#include "payload.inc"
