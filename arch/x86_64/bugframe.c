// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bug frames: two (kind 3: four) 32-bit words, each a 24-bit displacement from the frame below and line
 * bits above; the fourth word is a plain 32-bit displacement.
 */
#include "bugframe.h"
#include "../../core/arch.h"

#define DISP_BITS 24
#define KIND_ASSERT 3

static int64_t disp24(uint64_t word)
{
	return (int64_t)(word << (64 - DISP_BITS)) >> (64 - DISP_BITS);
}

bool xs_bug_reach_ok(uint64_t symbol, int64_t addend, uint64_t place)
{
	int64_t disp = (int64_t)(symbol + (uint64_t)disp24((uint64_t)addend) - place);

	return disp == disp24((uint64_t)disp);
}

size_t xs_arch_bug_len(unsigned int kind)
{
	return kind == KIND_ASSERT ? 16 : 8;
}

struct xs_bug xs_arch_bug_decode(const uint8_t *frame, uint64_t va, unsigned int kind)
{
	struct xs_bug bug = {0};
	uint32_t word[2];
	int32_t msg;

	memcpy(word, frame, sizeof(word));
	bug.loc = va + (uint64_t)disp24(word[0]);
	bug.ptr = va + (uint64_t)disp24(word[1]);
	if (kind == KIND_ASSERT) {
		memcpy(&msg, frame + 12, sizeof(msg));
		bug.msg = va + (uint64_t)(int64_t)msg;
	}
	return bug;
}

bool xs_arch_bug_traps(const uint8_t *bytes)
{
	return bytes[0] == 0x0f && bytes[1] == 0x0b; /* ud2 */
}
