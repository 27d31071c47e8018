// SPDX-License-Identifier: BSD-2-Clause
/* Entries of .altinstructions: s32 original, s32 replacement, u16 feature, u8 lengths, u8 private. */
#include "../../core/arch.h"

/* The longest original, padding included, that hosts patch through their buffers. */
#define ORIG_MAX_LEN 254u

/* Lengths that mark an alternative call: `call *disp32(%rip)` in place of a `call rel32`. */
#define CALL_ORIG_LEN 6u
#define CALL_REPL_LEN 5u

int xs_arch_alternative_decode(const uint8_t *entry, uint64_t va, struct xs_alternative *out,
			       struct xs_reason *why)
{
	int32_t orig, repl;
	unsigned int orig_len = entry[10], repl_len = entry[11], pad_len = entry[12];

	memcpy(&orig, entry, sizeof(orig));
	memcpy(&repl, entry + 4, sizeof(repl));
	out->orig = va + (uint64_t)(int64_t)orig;
	out->repl = va + 4 + (uint64_t)(int64_t)repl;
	out->orig_len = orig_len + pad_len;
	out->repl_len = repl_len;
	out->pointer = 0;
	if (!out->orig_len || out->orig_len > ORIG_MAX_LEN)
		return xs_refuse(why, XS_EINVAL,
				 "alternative at %#lx has %u + %u bytes; hosts patch 1 to %u",
				 (unsigned long)va, orig_len, pad_len, ORIG_MAX_LEN);
	if (repl_len > out->orig_len)
		return xs_refuse(why, XS_EINVAL,
				 "alternative at %#lx puts %u bytes in the place of %u",
				 (unsigned long)va, repl_len, out->orig_len);
	if (entry[13])
		return xs_refuse(why, XS_EINVAL, "alternative at %#lx was applied before",
				 (unsigned long)va);
	return 0;
}

int xs_arch_alternative_call(const uint8_t *entry, const uint8_t *orig, const uint8_t *repl,
			     struct xs_alternative *alt, struct xs_reason *why)
{
	static const uint8_t self_call[CALL_REPL_LEN] = {0xe8, 0xfb, 0xff, 0xff, 0xff};
	int32_t disp;

	if (alt->orig_len != CALL_ORIG_LEN || entry[12] || alt->repl_len != CALL_REPL_LEN ||
	    memcmp(repl, self_call, CALL_REPL_LEN))
		return 0;
	if (orig[0] != 0xff || orig[1] != 0x15)
		return xs_refuse(
			why, XS_EINVAL,
			"alternative call at %#lx is no call through a pointer (%02x %02x)",
			(unsigned long)alt->orig, orig[0], orig[1]);
	memcpy(&disp, orig + 2, sizeof(disp));
	alt->pointer = alt->orig + CALL_ORIG_LEN + (uint64_t)(int64_t)disp;
	return 0;
}
