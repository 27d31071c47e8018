// SPDX-License-Identifier: BSD-2-Clause
#include "expect.h"

#include <string.h>

#include "object/insn.h"
#include "object/special.h"

static bool replaced_below(const struct build *build, const struct atom *base)
{
	for (size_t i = 0; i < build->below.count; i++)
		if (!build->below.items[i].path || /* only its id is known */
		    map_get(&build->below.items[i].replaced, base->image_name))
			return true;
	return false;
}

static void clear(uint8_t *mask, uint64_t len, uint64_t from, uint64_t count)
{
	for (uint64_t i = from; i < from + count && i < len; i++)
		mask[i] = 0;
}

struct bytes expect_whole(const struct build *build, const struct atom *base,
			  const struct image_symbol *symbol)
{
	uint64_t size = image_size(symbol, base);
	const uint8_t *code = image_bytes(&build->image, symbol->value, size);
	struct bytes out = {NULL, 2 * size};
	uint8_t *mask;

	/*
	 * What was replaced below begins with a jump, and its rest does not run: @base, which has the patches
	 * below in it, does not say either where alternatives changed that.
	 */
	if (!code || replaced_below(build, base))
		return (struct bytes){NULL, 0};
	out.at = mem_alloc(out.len);
	mask = out.at + size;
	memcpy(out.at, code, size);
	memset(mask, 0xff, size);
	if (insn_is_endbr(code, size))
		clear(mask, size, 0, ENDBR_LEN); /* may be poisoned at boot */
	for (size_t i = 0; i < base->entries.count; i++) {
		const struct entry *entry = &base->entries.items[i];

		if (entry->table == ROLE_ALT)
			clear(mask, size, entry->at,
			      (uint64_t)entry->bytes[ALT_ORIG_LEN_OFF] +
				      entry->bytes[ALT_PAD_LEN_OFF]);
	}
	/* A program's loader may have filled in absolute addresses. */
	for (size_t i = 0; build->image.program && i < base->relocs.count; i++)
		if (base->relocs.items[i].type == R_X86_64_64)
			clear(mask, size, base->relocs.items[i].off, 8);
	return out;
}

/* What of @whole, bytes and mask, a record has room for. */
static void expect_start(struct bytes whole, struct xs_func *record)
{
	size_t len = 0;

	if (!whole.len)
		return;
	while (len < XS_EXPECT_MAX && len < whole.len / 2 && whole.at[whole.len / 2 + len])
		len++;
	if (!len)
		return;
	record->expect = (uint8_t)(XS_EXPECT_ENABLED | len << 1);
	memcpy(record->expect_data, whole.at, len);
}

void expect_entry(const struct build *build, const struct atom *base,
		  const struct image_symbol *symbol, struct xs_func *record)
{
	expect_start(expect_whole(build, base, symbol), record);
}

/* What boot-time alternatives may have changed. */
static void clear_alternatives(uint8_t *mask, uint64_t len, const struct atom *atom, uint64_t from)
{
	for (size_t i = 0; i < atom->entries.count; i++) {
		const struct entry *entry = &atom->entries.items[i];
		uint64_t at = atom->off + entry->at;
		uint64_t end = at + entry->bytes[ALT_ORIG_LEN_OFF] + entry->bytes[ALT_PAD_LEN_OFF];

		for (; entry->table == ROLE_ALT && at < end; at++)
			if (at >= from && at - from < len)
				mask[at - from] = 0;
	}
}

struct bytes expect_inlet(const struct build *build, const struct inlet *inlet,
			  struct xs_func *record)
{
	const uint8_t *code = image_bytes(&build->image, inlet->va, inlet->size);
	struct bytes out = {mem_alloc(2 * inlet->size), 2 * inlet->size};
	uint8_t *mask = out.at + inlet->size;

	memcpy(out.at, code, inlet->size);
	memset(mask, 0xff, inlet->size);
	if (insn_is_endbr(code, inlet->size))
		clear(mask, inlet->size, 0, ENDBR_LEN);
	for (size_t i = 0; i < inlet->from->atoms.count; i++)
		clear_alternatives(mask, inlet->size, inlet->from->atoms.items[i], inlet->off);
	expect_start(out, record);
	return out;
}
