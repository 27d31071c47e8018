// SPDX-License-Identifier: BSD-2-Clause
#include "special.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"

static uint32_t entry_len(const struct section *section)
{
	switch (section->role) {
	case ROLE_ALT:
		return ALT_ENTRY_LEN;
	case ROLE_EX_TABLE:
		return EX_ENTRY_LEN;
	case ROLE_BUG:
		return section->bug_kind == 3 ? BUG_FRAME_ASSERT_LEN : BUG_FRAME_LEN;
	default:
		return 0;
	}
}

/* Where the field of @rela points: a section and an offset in it. */
static struct section *place(const struct reading *r, const GElf_Rela *rela, int64_t addend,
			     uint64_t *off)
{
	const struct elf_name *symbol = &r->elf.names.items[GELF_R_SYM(rela->r_info)];

	*off = symbol->value + (uint64_t)addend;
	return r->by_index[symbol->section];
}

static int start_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Cut @section at the offsets that the second field of @table's entries names. */
static void cut_at_targets(const struct reading *r, struct section *section, enum role table)
{
	VEC(uint64_t) starts = {0};

	vec_push(&starts, 0);
	for (size_t i = 0; i < r->object->sections.count; i++) {
		const struct section *from = r->object->sections.items[i];
		const struct relas *relas = &r->relas[from->index];

		if (from->role != table)
			continue;
		for (size_t j = 0; j < relas->count; j++) {
			const GElf_Rela *rela = &relas->items[j];
			uint64_t off = 0;

			if (place(r, rela, rela->r_addend, &off) == section && off < section->size)
				vec_push(&starts, off);
		}
	}
	qsort(starts.items, starts.count, sizeof(*starts.items), start_order);
	for (size_t i = 0; i < starts.count; i++) {
		uint64_t end = i + 1 < starts.count ? starts.items[i + 1] : section->size;

		if (end > starts.items[i])
			vec_push(&section->atoms, atom_new(r->object, section, starts.items[i],
							   end - starts.items[i]));
	}
}

void special_pieces(const struct reading *r)
{
	for (size_t i = 0; i < r->object->sections.count; i++) {
		struct section *section = r->object->sections.items[i];

		section->atoms.count = section->role == ROLE_FIXUP || section->role == ROLE_ALT_CODE
					       ? 0
					       : section->atoms.count;
		if (section->role == ROLE_FIXUP)
			cut_at_targets(r, section, ROLE_EX_TABLE);
		else if (section->role == ROLE_ALT_CODE)
			cut_at_targets(r, section, ROLE_ALT);
	}
}

/*
 * A bug frame's addends carry the line above bit 24 and the displacement below. What the first field is
 * relative to is the entry's start, hence its own offset; so is the second's.
 */
static int64_t bug_addend(const GElf_Rela *rela, uint64_t field, unsigned int *line)
{
	int64_t low = rela->r_addend & 0xffffff;
	unsigned int bits = (unsigned int)((uint64_t)rela->r_addend >> 24) & 0x7f;

	if (field > 4)
		return rela->r_addend;
	*line |= field ? bits : bits << 7;
	return low;
}

static bool entry_reloc(const struct reading *r, const struct section *section, uint64_t start,
			const GElf_Rela *rela, struct entry *entry)
{
	const struct elf_name *symbol = &r->elf.names.items[GELF_R_SYM(rela->r_info)];
	struct reloc reloc = {.off = rela->r_offset - start,
			      .type = (uint32_t)GELF_R_TYPE(rela->r_info),
			      .addend = rela->r_addend};
	struct section *target;
	uint64_t off = 0;
	int64_t bias = 0;

	if (section->role == ROLE_BUG) {
		reloc.addend = bug_addend(rela, reloc.off, &entry->line);
		bias = (int64_t)reloc.off; /* displacements count from the entry's start */
	}
	reloc.point = reloc.addend - bias;
	target = place(r, rela, reloc.point, &off);
	if (!target) {
		reloc.symbol = symbol->name;
	} else {
		int64_t shift;

		/* All replacements may be empty: their section is, too. */
		if (!target->atoms.count)
			vec_push(&target->atoms, atom_new(r->object, target, 0, target->size));
		reloc.target = r->by_symbol[GELF_R_SYM(rela->r_info)];
		if (!reloc.target)
			reloc.target = atom_at(target, (int64_t)off);
		if (!reloc.target)
			return false;
		shift = (int64_t)symbol->value - (int64_t)reloc.target->off;
		reloc.addend += shift;
		reloc.point += shift;
	}
	vec_push(&entry->relocs, reloc);
	return true;
}

void special_read(const struct reading *r, struct section *section)
{
	const struct relas *relas = &r->relas[section->index];
	uint32_t len = entry_len(section);
	size_t next = 0;

	if (!len)
		return;
	for (uint64_t start = 0; start + len <= section->size; start += len) {
		struct entry entry = {.table = section->role,
				      .bug_kind = section->bug_kind,
				      .bytes = section->bytes + start,
				      .size = len};
		struct atom *owner;

		for (; next < relas->count && relas->items[next].r_offset < start + len; next++)
			if (!entry_reloc(r, section, start, &relas->items[next], &entry))
				break;
		if (!entry.relocs.count || entry.relocs.items[0].off)
			continue;
		owner = entry.relocs.items[0].target;
		if (!owner)
			continue;
		entry.at = (uint64_t)entry.relocs.items[0].point;
		vec_push(&owner->entries, entry);
	}
}

const char *special_name(const struct entry *entry)
{
	switch (entry->table) {
	case ROLE_ALT:
		return ".altinstructions";
	case ROLE_EX_TABLE:
		return ".ex_table";
	default:
		return mem_format(".bug_frames.%d", entry->bug_kind);
	}
}

static int entry_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	if (x->bug_kind != y->bug_kind)
		return x->bug_kind < y->bug_kind ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->bytes < y->bytes ? -1 : x->bytes > y->bytes; /* as they stand in the table */
}

void special_sort(struct atom *atom)
{
	if (atom->entries.count)
		qsort(atom->entries.items, atom->entries.count, sizeof(*atom->entries.items),
		      entry_order);
}
