// SPDX-License-Identifier: BSD-2-Clause
/* The jump at an old function's first patchable byte. Intel SDM volume 2, JMP. */
#include "endbr.h"

bool xs_arch_is_endbr(const uint8_t *bytes)
{
	uint32_t word;

	memcpy(&word, bytes, sizeof(word));
	return word == endbr_word() || word == endbr_poison_word();
}

bool xs_arch_jump_read(const uint8_t *bytes, uint64_t va, uint64_t *to)
{
	int32_t disp;

	if (bytes[0] != 0xe9)
		return false;
	memcpy(&disp, bytes + 1, sizeof(disp));
	*to = va + XS_JUMP_LEN + (uint64_t)(int64_t)disp;
	return true;
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
