// SPDX-License-Identifier: BSD-2-Clause
/* Address slots inside a payload for what 32-bit displacements do not reach. */
#include "endbr.h"

int xs_arch_plt_write(uint8_t *mem, uint64_t va, uint64_t got, struct xs_reason *why)
{
	int64_t disp = (int64_t)(got - (va + 10));
	int32_t narrow = (int32_t)disp;
	uint32_t endbr = endbr_word();

	if (disp != narrow)
		return xs_refuse(why, XS_EOVERFLOW,
				 "a call slot at %#lx cannot reach its address at %#lx",
				 (unsigned long)va, (unsigned long)got);
	/* endbr64; jmp *disp32(%rip); int3 to the slot's end */
	memset(mem, 0xcc, XS_PLT_SLOT_LEN);
	memcpy(mem, &endbr, sizeof(endbr));
	mem[4] = 0xff;
	mem[5] = 0x25;
	memcpy(mem + 6, &narrow, sizeof(narrow));
	return 0;
}
