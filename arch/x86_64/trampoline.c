// SPDX-License-Identifier: BSD-2-Clause
/* The jump at an old function's first patchable byte. Intel SDM volume 2, JMP and ENDBR64. */
#include "arch.h"

static const uint8_t endbr64[XS_ENDBR_LEN] = {0xf3, 0x0f, 0x1e, 0xfa};
/* What a host writes over landing pads that nothing reaches: nopw (%rcx), of the same length. */
static const uint8_t endbr64_poison[XS_ENDBR_LEN] = {0x66, 0x0f, 0x1f, 0x01};

bool xs_arch_is_endbr(const uint8_t *bytes)
{
	return !memcmp(bytes, endbr64, XS_ENDBR_LEN) ||
	       !memcmp(bytes, endbr64_poison, XS_ENDBR_LEN);
}

int xs_arch_jump(uint8_t *to_bytes, uint64_t from, uint64_t to)
{
	int64_t disp = (int64_t)(to - (from + XS_JUMP_LEN));
	int32_t narrow = (int32_t)disp;

	if (disp != narrow)
		return -XS_EOVERFLOW;
	to_bytes[0] = 0xe9;
	memcpy(to_bytes + 1, &narrow, sizeof(narrow));
	return 0;
}
