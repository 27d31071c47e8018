// SPDX-License-Identifier: BSD-2-Clause
/*
 * Atomic writes to code: Intel SDM volume 3, "Guaranteed Atomic Operations"; a locked cmpxchg16b is one
 * store of 16 aligned bytes, to other CPUs' instruction fetch too.
 */
#include "../../core/arch.h"

/* Every x86-64 CPU since 2006 has cmpxchg16b, but not the first ones: CPUID leaf 1, ECX bit 13. */
bool xs_arch_usable(void)
{
	uint32_t a = 1, b, c = 0, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return c & (1u << 13);
}

static bool block_exchange(uint8_t *block, uint64_t expected[2], const uint64_t desired[2])
{
	bool done;

	__asm__ volatile("lock cmpxchg16b %1"
			 : "=@ccz"(done), "+m"(*(uint8_t(*)[XS_BLOCK_LEN])block), "+a"(expected[0]),
			   "+d"(expected[1])
			 : "b"(desired[0]), "c"(desired[1])
			 : "memory");
	return done;
}

void xs_arch_poke(uint8_t *block, const uint8_t *bytes, uint32_t mask)
{
	uint64_t expected[2], desired[2];
	unsigned int i;

	/* A torn first read costs a second round only: cmpxchg16b returns what is really there. */
	memcpy(expected, block, XS_BLOCK_LEN);
	do {
		memcpy(desired, expected, XS_BLOCK_LEN);
		for (i = 0; i < XS_BLOCK_LEN; i++)
			if (mask & (1u << i))
				((uint8_t *)desired)[i] = bytes[i];
	} while (!block_exchange(block, expected, desired));
}
