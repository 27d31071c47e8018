/* SPDX-License-Identifier: BSD-2-Clause */
/* A 32-bit relative reference to what lies 4 GiB behind a function of the hypervisor. */
#define BODY .byte 0x48, 0x8d, 0x15; .reloc ., R_X86_64_PC32, do_nmi_op + 0x100000000; .long 0
#include "payload.inc"
