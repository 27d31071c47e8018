/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef XS_ARCH_BUGFRAME_H
#define XS_ARCH_BUGFRAME_H

#include <xsplice/types.h>

/**
 * xs_bug_reach_ok() - does a bug frame's 24-bit displacement reach?
 *
 * The top byte of the addend holds bits of the line number, so a 32-bit range check sees nothing:
 * only the low 24 bits, sign-extended, are displacement.
 */
bool xs_bug_reach_ok(uint64_t symbol, int64_t addend, uint64_t place);

#endif
