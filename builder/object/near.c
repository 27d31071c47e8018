// SPDX-License-Identifier: BSD-2-Clause
#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "insn.h"

static bool is_shared_code(const struct section *section)
{
	return (section->flags & SHF_EXECINSTR) && section->atoms.count > 1;
}

static int by_off(const void *a, const void *b)
{
	const struct reloc *x = a, *y = b;

	return x->off < y->off ? -1 : x->off > y->off;
}

/* A field of @insn that leaves the atom for another one of its section. */
static void field_refers(struct atom *atom, const struct insn *insn, uint8_t **bytes)
{
	uint64_t field = insn->off + insn->field;
	int64_t end = (int64_t)(atom->off + insn->off + insn->len), to = end + insn->reach;
	struct reloc reloc = {.off = field, .branch = insn->branch};

	if (!insn->field_len ||
	    (to >= (int64_t)atom->off && to < (int64_t)(atom->off + atom->size)) || to < 0 ||
	    to >= (int64_t)atom->section->size || atom_reloc(atom, field))
		return;
	reloc.target = atom_at(atom->section, to);
	reloc.point = to - (int64_t)reloc.target->off;
	reloc.addend = reloc.point - (int64_t)(insn->len - insn->field);
	reloc.type = insn->field_len == 4 ? (insn->branch ? R_X86_64_PLT32 : R_X86_64_PC32)
					  : R_X86_64_PC8;
	if (!*bytes)
		*bytes = mem_copy(atom->bytes, atom->size);
	memset(*bytes + field, 0, insn->field_len);
	vec_push(&atom->relocs, reloc);
}

static void code_refers(struct atom *atom)
{
	struct insn insn = {0};
	uint8_t *bytes = NULL;

	for (uint64_t off = 0; off < atom->size; off = insn.off + insn.len) {
		insn_next(atom->bytes, atom->size, off, &insn);
		field_refers(atom, &insn, &bytes);
	}
	if (!bytes)
		return;
	atom->bytes = bytes;
	qsort(atom->relocs.items, atom->relocs.count, sizeof(struct reloc), by_off);
}

/* ---- jump tables ------------------------------------------------------------------------------ */

/* struct starts - where code refers to in a section of tables, in order */
struct starts {
	const struct section *section;
	VEC(int64_t) at;
};

static void starts_collect(const struct object *object, struct starts *starts)
{
	for (size_t i = 0; i < object->sections.count; i++) {
		const struct section *section = object->sections.items[i];

		if (!(section->flags & SHF_EXECINSTR))
			continue;
		for (size_t j = 0; j < section->atoms.count; j++) {
			const struct atom *atom = section->atoms.items[j];

			for (size_t k = 0; k < atom->relocs.count; k++) {
				const struct reloc *reloc = &atom->relocs.items[k];

				if (reloc->target && reloc->target->section == starts->section)
					vec_push(&starts->at,
						 (int64_t)reloc->target->off + reloc->point);
			}
		}
	}
}

static int by_place(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* How far into its table a field lies. */
static int64_t into_table(const struct starts *starts, int64_t at)
{
	size_t low = 0, high = starts->at.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (starts->at.items[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low && starts->at.items[low - 1] > 0 ? at - starts->at.items[low - 1] : at;
}

static bool refers_to_shared_code(const struct section *section)
{
	for (size_t i = 0; i < section->atoms.count; i++) {
		const struct atom *atom = section->atoms.items[i];

		for (size_t j = 0; atom->literal && j < atom->relocs.count; j++)
			if (atom->relocs.items[j].type == R_X86_64_PC32 &&
			    atom->relocs.items[j].target &&
			    is_shared_code(atom->relocs.items[j].target->section))
				return true;
	}
	return false;
}

static void tables_refer(const struct object *object, struct section *section)
{
	struct starts starts = {.section = section};

	if (!role_is_read_only(section->role) || !refers_to_shared_code(section))
		return;
	starts_collect(object, &starts);
	if (starts.at.count)
		qsort(starts.at.items, starts.at.count, sizeof(int64_t), by_place);
	for (size_t i = 0; i < section->atoms.count; i++) {
		struct atom *atom = section->atoms.items[i];

		for (size_t j = 0; atom->literal && j < atom->relocs.count; j++) {
			struct reloc *reloc = &atom->relocs.items[j];
			struct atom *from = reloc->target;
			int64_t to;

			if (reloc->type != R_X86_64_PC32 || !from || !is_shared_code(from->section))
				continue;
			to = (int64_t)from->off + reloc->addend -
			     into_table(&starts, (int64_t)(atom->off + reloc->off));
			reloc->target = atom_at(from->section, to);
			reloc->addend += (int64_t)from->off - (int64_t)reloc->target->off;
			reloc->point = to - (int64_t)reloc->target->off;
		}
	}
}

void near_references(struct object *object)
{
	for (size_t i = 0; i < object->sections.count; i++) {
		struct section *section = object->sections.items[i];

		if (section->role != ROLE_CODE || !is_shared_code(section))
			continue;
		for (size_t j = 0; j < section->atoms.count; j++)
			code_refers(section->atoms.items[j]);
	}
	for (size_t i = 0; i < object->sections.count; i++)
		tables_refer(object, object->sections.items[i]);
}
