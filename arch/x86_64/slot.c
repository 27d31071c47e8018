// SPDX-License-Identifier: BSD-2-Clause
/* Address slots inside a payload for what 32-bit displacements do not reach. */
#include "arch.h"

int xs_arch_plt_write(uint8_t *mem, uint64_t va, uint64_t got, struct xs_reason *why)
{
	/* endbr64; jmp *disp32(%rip); int3 to the slot's end */
	static const uint8_t stub[XS_PLT_SLOT_LEN] = {0xf3, 0x0f, 0x1e, 0xfa, 0xff, 0x25, 0,   0, 0,
						      0,    0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc};
	int64_t disp = (int64_t)(got - (va + 10));
	int32_t narrow = (int32_t)disp;

	if (disp != narrow)
		return xs_refuse(why, XS_EOVERFLOW,
				 "a call slot at %#lx cannot reach its address at %#lx",
				 (unsigned long)va, (unsigned long)got);
	memcpy(mem, stub, sizeof(stub));
	memcpy(mem + 6, &narrow, sizeof(narrow));
	return 0;
}
