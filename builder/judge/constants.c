// SPDX-License-Identifier: BSD-2-Clause
#include "constants.h"

#include <string.h>

#include "compare/correlate.h"
#include "object/flow.h"

#define OPCODE_LEA 0x8d

static bool is_writable(const struct atom *atom)
{
	return atom->section->role == ROLE_DATA || atom->section->role == ROLE_BSS;
}

void constants_part(struct build *build)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->atoms.count; j++) {
			struct atom *atom = patched->atoms.items[j];

			if (!atom->name || !atom->twin || atom->global || !is_writable(atom) ||
			    !role_is_read_only(atom->twin->section->role))
				continue;
			atom->twin->twin = NULL;
			atom->twin = NULL;
		}
	}
}

/* ---- who has its address ---------------------------------------------------------------------- */

/* Loads take the content. The address gets about from data, and from a "lea" that does more than loads. */
static bool takes_address(const struct atom *from, const struct reloc *reloc)
{
	if (from->section->role == ROLE_INIT)
		return false;
	if (!(from->section->flags & SHF_EXECINSTR) || reloc->type != R_X86_64_PC32)
		return true;
	return reloc->off >= 3 && from->bytes[reloc->off - 2] == OPCODE_LEA &&
	       flow_keeps_address(from, reloc);
}

static bool is_taken(const struct atom *constant)
{
	const struct object *object = constant->object;

	for (size_t i = 0; i < object->atoms.count; i++) {
		const struct atom *from = object->atoms.items[i];

		for (size_t j = 0; j < from->relocs.count; j++)
			if (from->relocs.items[j].target == constant &&
			    takes_address(from, &from->relocs.items[j]))
				return true;
	}
	return constant->global;
}

/* ---- in place --------------------------------------------------------------------------------- */

static bool replaced_below(const struct build *build, const struct atom *base)
{
	for (size_t i = 0; i < build->below.count; i++)
		if (!build->below.items[i].path ||
		    map_get(&build->below.items[i].replaced, base->name))
			return true;
	return false;
}

static bool fits(const struct build *build, const struct atom *constant)
{
	const struct image_symbol *symbol = image_find(&build->image, constant->twin);

	if (build->options->livepatch || !symbol || constant->size != constant->twin->size ||
	    symbol->size != constant->size || image_is_init(&build->image, symbol->value) ||
	    !image_bytes(&build->image, symbol->value, symbol->size) ||
	    replaced_below(build, constant->twin))
		return false;
	for (size_t i = 0; i < constant->relocs.count; i++) {
		const struct reloc *reloc = &constant->relocs.items[i];

		/* What leads into the middle of a function goes with that function. */
		if (reloc->type != R_X86_64_64 ||
		    (reloc->point && reloc->target && reloc->target->section->role == ROLE_CODE))
			return false;
	}
	return true;
}

/* ---- carried along ---------------------------------------------------------------------------- */

/* The first reference to what another object defines under that name; NULL if there is none. */
static const struct reloc *use_of(const struct atom *from, const char *name)
{
	for (size_t i = 0; i < from->relocs.count; i++)
		if (!from->relocs.items[i].target && !strcmp(from->relocs.items[i].symbol, name))
			return &from->relocs.items[i];
	return NULL;
}

static bool in_patch(const struct build *build, const struct object *object)
{
	for (size_t i = 0; i < build->pairs.count; i++)
		if (!strcmp(build->pairs.items[i].patched->name, object->name))
			return true;
	return false;
}

/* An object that the patch leaves alone, and that uses it; its data would go on with the old one, too. */
static const struct object *stranger(const struct build *build, const char *name)
{
	for (size_t i = 0; i < build->tree.count; i++) {
		const struct object *object = build->tree.items[i];

		for (size_t j = 0; j < object->atoms.count; j++) {
			const struct atom *from = object->atoms.items[j];

			if (from->section->role != ROLE_INIT && use_of(from, name) &&
			    (from->section->role != ROLE_CODE || !in_patch(build, object)))
				return object;
		}
	}
	return NULL;
}

static void mark_users(struct build *build, const struct atom *constant)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->atoms.count; j++) {
			struct atom *from = patched->atoms.items[j];
			const struct reloc *use = use_of(from, constant->name);

			if (!use || from->change != CHANGE_NONE || from->section->role != ROLE_CODE)
				continue;
			from->differs_at = use->off;
			from->change = CHANGE_CONTENT;
			from->why =
				mem_format("uses the constant %s, which changed", constant->name);
		}
	}
}

static void carry(struct build *build, struct atom *constant)
{
	const struct object *object;

	if (!build->tree.count)
		return;
	object = stranger(build, constant->name);
	if (object) {
		constant->stranger = object->name;
		return;
	}
	constant->carried = true;
	mark_users(build, constant);
}

/* ---- all -------------------------------------------------------------------------------------- */

static bool is_changed_constant(const struct build *build, const struct atom *atom)
{
	return atom->name && !atom->literal && atom->twin && atom->change == CHANGE_CONTENT &&
	       role_is_read_only(atom->section->role) &&
	       role_is_read_only(atom->twin->section->role) &&
	       !map_get(&build->named, mem_format("ignore %s", atom->name)) &&
	       !map_get(&build->named, mem_format("ignore %s", correlate_stem(atom->name)));
}

void constants_choose(struct build *build)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->atoms.count; j++) {
			struct atom *atom = patched->atoms.items[j];

			if (!is_changed_constant(build, atom) || !is_taken(atom))
				continue;
			if (fits(build, atom))
				atom->in_place = true;
			else if (atom->global)
				carry(build, atom);
		}
	}
}
