/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The landing pad of indirect branches (Intel SDM volume 2, ENDBR64), as a number that no compiler turns
 * into an operand: its bytes inside of an instruction would be a landing pad themselves.
 */
#ifndef XS_ARCH_ENDBR_H
#define XS_ARCH_ENDBR_H

#include "arch.h"

static inline uint32_t endbr_word(void)
{
	uint32_t inverse = ~0xfa1e0ff3u;

	__asm__("" : "+r"(inverse));
	return ~inverse;
}

/* What a host writes over landing pads that nothing reaches: nopw (%rcx), of the same length. */
static inline uint32_t endbr_poison_word(void)
{
	uint32_t inverse = ~0x011f0f66u;

	__asm__("" : "+r"(inverse));
	return ~inverse;
}

#endif
