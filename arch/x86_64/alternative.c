// SPDX-License-Identifier: BSD-2-Clause
/* Entries of .altinstructions: s32 original, s32 replacement, u16 feature, u8 lengths, u8 private. */
#include "../../core/arch.h"

/* The longest original, padding included, that hosts patch through their buffers. */
#define ORIG_MAX_LEN 254u

/* An alternative call: `call *disp32(%rip)`, XS_CALL_LEN bytes, in place of which comes a `call rel32`. */
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

static bool is_pointer_call(const uint8_t *bytes)
{
	return bytes[0] == 0xff && bytes[1] == 0x15;
}

int xs_arch_alternative_call(const uint8_t *entry, const uint8_t *orig, const uint8_t *repl,
			     struct xs_alternative *alt, struct xs_reason *why)
{
	static const uint8_t self_call[CALL_REPL_LEN] = {0xe8, 0xfb, 0xff, 0xff, 0xff};
	int32_t disp;

	if (alt->orig_len != XS_CALL_LEN || entry[12] || alt->repl_len != CALL_REPL_LEN ||
	    memcmp(repl, self_call, CALL_REPL_LEN))
		return 0;
	if (!is_pointer_call(orig))
		return xs_refuse(
			why, XS_EINVAL,
			"alternative call at %#lx is no call through a pointer (%02x %02x)",
			(unsigned long)alt->orig, orig[0], orig[1]);
	memcpy(&disp, orig + 2, sizeof(disp));
	alt->pointer = alt->orig + XS_CALL_LEN + (uint64_t)(int64_t)disp;
	return 0;
}

enum xs_call xs_arch_call_read(const uint8_t *bytes, uint64_t va, uint64_t *to)
{
	int32_t disp;

	if (is_pointer_call(bytes))
		return XS_CALL_POINTER;
	if (bytes[0] == 0x0f && bytes[1] == 0x0b)
		return XS_CALL_NULL;
	if (bytes[0] != 0xe8)
		return XS_CALL_OTHER;
	memcpy(&disp, bytes + 1, sizeof(disp));
	*to = va + CALL_REPL_LEN + (uint64_t)(int64_t)disp;
	return XS_CALL_DIRECT;
}
