// SPDX-License-Identifier: BSD-2-Clause
#include "assembly.h"

#include <string.h>

#include "whole.h"

#define NAMES_LEN 200 /* of a list of symbols, about */

bool assembly_changed(const struct atom *atom)
{
	return atom->change != CHANGE_NONE && atom->section->role != ROLE_INIT &&
	       atom->section->role != ROLE_FIXUP && atom->section->role != ROLE_ALT_CODE &&
	       (!atom->literal || atom->name);
}

/* Every piece is where it was: neighbours may jump into one another by displacements that nobody sees. */
static bool same_places(const struct object *patched)
{
	for (size_t i = 0; i < patched->atoms.count; i++) {
		const struct atom *atom = patched->atoms.items[i];

		if (atom->section->role != ROLE_CODE)
			continue;
		if (!atom->twin || atom->twin->off != atom->off || atom->twin->size != atom->size)
			return false;
	}
	return true;
}

/* What a reference in place may lead to: things that have an address in the image. */
static bool has_place(const struct build *build, const struct reloc *reloc)
{
	const struct atom *target = reloc->target;

	if (!target)
		return image_global(&build->image, reloc->symbol) != NULL;
	return target->name && target->twin && image_find(&build->image, target->twin);
}

/* Why it cannot be written in place; NULL if it can. */
static const char *obstacle(const struct build *build, const struct atom *atom)
{
	const struct image_symbol *symbol;

	if (atom->section->role != ROLE_CODE || !atom->name || !atom->twin)
		return "it is not code that the image has by name";
	if (text_starts(atom->section->name, ".text.entry"))
		return "it is entry code";
	if (atom->entries.count || atom->twin->entries.count)
		return "special tables speak of it";
	symbol = image_find(&build->image, atom->twin);
	if (!symbol || image_is_init(&build->image, symbol->value))
		return "the image does not have it, or only until the end of the boot";
	for (size_t i = 0; i < atom->relocs.count; i++)
		if (!has_place(build, &atom->relocs.items[i]))
			return "it refers to something new";
	return NULL;
}

static bool is_any_changed(const struct object *patched)
{
	for (size_t i = 0; i < patched->atoms.count; i++)
		if (assembly_changed(patched->atoms.items[i]))
			return true;
	return false;
}

void assembly_choose(struct build *build)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		struct object *patched = build->pairs.items[i].patched;
		bool fits = patched->assembly && !build->options->livepatch && same_places(patched);

		for (size_t j = 0; fits && j < patched->atoms.count; j++)
			fits = !assembly_changed(patched->atoms.items[j]) ||
			       !obstacle(build, patched->atoms.items[j]);
		for (size_t j = 0; fits && j < patched->atoms.count; j++)
			patched->atoms.items[j]->in_place =
				assembly_changed(patched->atoms.items[j]);
		if (patched->assembly && !fits && is_any_changed(patched))
			patched->stays = whole_choose(build, &build->pairs.items[i]);
	}
}

static const char *why_not(const struct build *build, const struct object *patched)
{
	if (!same_places(patched))
		return "its pieces moved";
	for (size_t i = 0; i < patched->atoms.count; i++)
		if (assembly_changed(patched->atoms.items[i]) &&
		    obstacle(build, patched->atoms.items[i]))
			return obstacle(build, patched->atoms.items[i]);
	return "an unmodified Xen writes nothing in place (--for livepatch)";
}

void assembly_judge(struct build *build, const struct object *patched)
{
	const struct atom *first = NULL;
	char *names = mem_text("", 0);

	for (size_t i = 0; i < patched->atoms.count; i++) {
		const struct atom *atom = patched->atoms.items[i];

		if (!assembly_changed(atom) || atom->in_place || atom->section->whole)
			continue;
		if (strlen(names) < NAMES_LEN)
			names = mem_format("%s%s%s", names, *names ? ", " : "", atom_title(atom));
		first = first ? first : atom;
	}
	if (first)
		block(build, first, "Make the change in C that the assembly calls.",
		      "assembly without per-function sections changed (%s); it cannot be written "
		      "in place, as %s; nor can it be moved as a whole, as %s",
		      names, why_not(build, patched), patched->stays);
}
