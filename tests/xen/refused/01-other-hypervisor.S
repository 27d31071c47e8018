/* SPDX-License-Identifier: BSD-2-Clause */
/* Built for another hypervisor. */
#define HOST_ID 0x0b, 0xad, 0xc0, 0xde, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
#include "payload.inc"
