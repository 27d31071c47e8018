// SPDX-License-Identifier: BSD-2-Clause
#include "whole.h"

#include <stdlib.h>
#include <string.h>

#include <xsplice/forbidden.h>

#include "along.h"
#include "assembly.h"
#include "object/flow.h"
#include "object/insn.h"
#include "small.h"

/* struct comparer - a function that compares with the address of a label */
struct comparer {
	struct object *object;
	struct atom *function;
	struct atom *label; /* the new one */
};

/* struct whole - the work on one pair of objects */
struct whole {
	struct build *build;
	const struct object *base;
	const struct object *patched;
	VEC(struct inlet) inlets;
	VEC(struct comparer) comparers;
	bool from_entry_text; /* which runs whenever an NMI arrives */
	const char *obstacle;
};

static void hinder(struct whole *whole, const char *why)
{
	whole->obstacle = whole->obstacle ? whole->obstacle : why;
}

static struct section *section_of(const struct object *object, const char *name)
{
	for (size_t i = 0; i < object->sections.count; i++)
		if (!strcmp(object->sections.items[i]->name, name))
			return object->sections.items[i];
	return NULL;
}

/* The new one that takes the place of a base object's section; NULL: that stays. */
static struct section *successor(const struct whole *whole, const struct section *base)
{
	struct section *section = section_of(whole->patched, base->name);

	return section && section->whole ? section : NULL;
}

/* ---- which sections --------------------------------------------------------------------------- */

static bool is_entry_text(const struct section *section)
{
	return text_starts(section->name, ".text.entry");
}

static bool same_references(const struct atom *a, const struct atom *b)
{
	if (a->relocs.count != b->relocs.count)
		return false;
	for (size_t i = 0; i < a->relocs.count; i++) {
		const struct reloc *x = &a->relocs.items[i], *y = &b->relocs.items[i];

		if (x->off != y->off || x->type != y->type || x->addend != y->addend ||
		    !x->target != !y->target ||
		    (x->target ? x->target != y->target->twin : strcmp(x->symbol, y->symbol) != 0))
			return false;
	}
	return true;
}

/* Others lead into it, too: that has to stay right. */
static bool same_section(const struct section *old, const struct section *now)
{
	if (old->size != now->size || old->atoms.count != now->atoms.count ||
	    memcmp(old->bytes, now->bytes, old->size) != 0)
		return false;
	for (size_t i = 0; i < old->atoms.count; i++)
		if (!same_references(old->atoms.items[i], now->atoms.items[i]))
			return false;
	return true;
}

/* Code that exceptions go on in: its labels fall into one another, too. */
static void take_fixups(struct whole *whole, const struct atom *atom)
{
	for (size_t i = 0; i < atom->entries.count; i++)
		for (size_t j = 1; j < atom->entries.items[i].relocs.count; j++) {
			const struct atom *target = atom->entries.items[i].relocs.items[j].target;
			const struct section *old;

			if (!target || target->section->role != ROLE_FIXUP ||
			    target->section->whole)
				continue;
			target->section->whole = true;
			old = section_of(whole->base, target->section->name);
			if (!old || !same_section(old, target->section))
				hinder(whole, "its fixups changed, too");
		}
}

static void choose_sections(struct whole *whole)
{
	for (size_t i = 0; i < whole->patched->atoms.count; i++) {
		const struct atom *atom = whole->patched->atoms.items[i];

		if (!assembly_changed(atom))
			continue;
		if (is_entry_text(atom->section))
			hinder(whole, mem_format("%s is entry text, which has to be where it is",
						 atom_title(atom)));
		else if (atom->section->role != ROLE_CODE)
			hinder(whole, mem_format("%s is no code, and changed", atom_title(atom)));
		else
			atom->section->whole = true;
	}
	for (size_t i = 0; i < whole->patched->atoms.count; i++) {
		const struct atom *atom = whole->patched->atoms.items[i];

		if (atom->section->whole && atom->section->role == ROLE_CODE)
			take_fixups(whole, atom);
	}
}

static void forget_sections(const struct whole *whole)
{
	for (size_t i = 0; i < whole->patched->sections.count; i++)
		whole->patched->sections.items[i]->whole = false;
}

/* ---- where the old one is --------------------------------------------------------------------- */

static uint64_t section_va(const struct build *build, const struct section *section)
{
	uint64_t va = 0;

	for (size_t i = 0; i < section->atoms.count; i++) {
		const struct atom *atom = section->atoms.items[i];
		const struct image_symbol *symbol = image_find(&build->image, atom);

		if (!symbol)
			continue;
		if (va && va != symbol->value - atom->off)
			return 0;
		va = symbol->value - atom->off;
	}
	return va;
}

/* But for what references fill in. */
static bool is_in_image(const struct build *build, const struct section *section, uint64_t va)
{
	const uint8_t *code = image_bytes(&build->image, va, section->size);
	uint8_t *filled = mem_alloc(section->size + 8);

	for (size_t i = 0; i < section->atoms.count; i++) {
		const struct atom *atom = section->atoms.items[i];

		for (size_t j = 0; j < atom->relocs.count; j++)
			memset(filled + atom->off + atom->relocs.items[j].off, 1,
			       atom->relocs.items[j].type == R_X86_64_64 ? 8 : 4);
	}
	for (uint64_t i = 0; code && i < section->size; i++)
		if (!filled[i] && code[i] != section->bytes[i])
			return false;
	return code != NULL;
}

/* ---- the ways in ------------------------------------------------------------------------------ */

static const char *inlet_name(const struct section *section, uint64_t off)
{
	const struct atom *atom = atom_at(section, (int64_t)off);

	if (atom->off == off)
		return atom_title(atom);
	return mem_format("%s+0x%llx", atom_title(atom), (unsigned long long)(off - atom->off));
}

static void add_inlet(struct whole *whole, const struct section *from, uint64_t off,
		      struct section *section, uint64_t to)
{
	struct inlet inlet = {.name = inlet_name(from, off),
			      .from = from,
			      .object = whole->patched,
			      .off = off,
			      .va = section_va(whole->build, from) + off,
			      .section = section,
			      .to = to};

	for (size_t i = 0; i < whole->inlets.count; i++) {
		const struct inlet *known = &whole->inlets.items[i];

		if (known->from != from || known->off != off)
			continue;
		if (known->to != to)
			hinder(whole, mem_format("%s became two places", inlet.name));
		return;
	}
	vec_push(&whole->inlets, inlet);
}

/* What an alternative puts into code that moves is of the code that moves. */
static bool is_own_replacement(const struct whole *whole, const struct atom *piece)
{
	for (size_t i = 0; i < whole->base->atoms.count; i++) {
		const struct atom *atom = whole->base->atoms.items[i];

		for (size_t j = 0; successor(whole, atom->section) && j < atom->entries.count; j++)
			for (size_t k = 1; k < atom->entries.items[j].relocs.count; k++)
				if (atom->entries.items[j].relocs.items[k].target == piece)
					return true;
	}
	return false;
}

/* The object's other sections are as they were: what led into the old code leads into the new one now. */
static void add_from_beside(struct whole *whole, const struct atom *user, size_t idx)
{
	const struct reloc *old = &user->relocs.items[idx], *now;
	struct section *section = old->target ? successor(whole, old->target->section) : NULL;
	const struct atom *twin = user->twin;

	if (!section || (user->section->role == ROLE_ALT_CODE && is_own_replacement(whole, user)))
		return;
	now = twin && twin->relocs.count == user->relocs.count ? &twin->relocs.items[idx] : NULL;
	if (!now || now->off != old->off || !now->target || now->target->section != section) {
		hinder(whole, mem_format("%s leads into it at a place that is not found again",
					 atom_title(user)));
		return;
	}
	whole->from_entry_text |= is_entry_text(user->section);
	add_inlet(whole, old->target->section, old->target->off + (uint64_t)old->point, section,
		  now->target->off + (uint64_t)now->point);
}

static void add_all_from_beside(struct whole *whole)
{
	for (size_t i = 0; i < whole->base->atoms.count; i++) {
		const struct atom *user = whole->base->atoms.items[i];

		if (successor(whole, user->section))
			continue;
		for (size_t j = 0; j < user->relocs.count; j++)
			add_from_beside(whole, user, j);
		for (size_t j = 0; j < user->entries.count; j++)
			for (size_t k = 1; k < user->entries.items[j].relocs.count; k++) {
				const struct atom *target =
					user->entries.items[j].relocs.items[k].target;

				if (target && successor(whole, target->section))
					hinder(whole, "special tables of other code lead into it");
			}
	}
}

/* Does the code before @atom run into it? */
static bool is_run_into(const struct section *section, const struct atom *atom)
{
	struct insn insn = {.off = 0, .len = 0};
	bool ends = true;

	for (size_t i = 0; i < section->atoms.count && section->atoms.items[i] != atom; i++) {
		const struct atom *before = section->atoms.items[i];
		uint64_t end = section->atoms.items[i + 1]->off;

		for (uint64_t at = before->off; at < end; at += insn.len) {
			insn_next(section->bytes, section->size, at, &insn);
			if (!insn.filler)
				ends = insn.ends;
		}
	}
	return !ends;
}

/*
 * The address of a label that the code runs into is more to C than a place to jump to. Functions that do nothing but
 * compare with it are brought along, to compare with the new one. Of @from, the reference @idx.
 */
static void add_comparer(struct whole *whole, struct object *object, struct atom *from, size_t idx,
			 struct atom *label)
{
	const struct reloc *reloc = &from->relocs.items[idx];
	struct comparer comparer = {object, from->cold_of ? from->cold_of : from, label};

	if (from->section->role != ROLE_CODE || object->assembly || !comparer.function->name ||
	    along_in_patch(whole->build, object) || !flow_only_compares(from, reloc))
		hinder(whole, mem_format("%s marks a place in it for %s (%s)", reloc->symbol,
					 atom_title(from), object->name));
	else
		vec_push(&whole->comparers, comparer);
}

static void add_comparers(struct whole *whole, const char *name, struct atom *label)
{
	const struct build *build = whole->build;

	for (size_t i = 0; i < build->tree.count; i++) {
		struct object *object = build->tree.items[i];

		for (size_t j = 0; j < object->atoms.count; j++)
			for (size_t k = 0; k < object->atoms.items[j]->relocs.count; k++) {
				const struct reloc *reloc =
					&object->atoms.items[j]->relocs.items[k];

				if (!reloc->target && !strcmp(reloc->symbol, name))
					add_comparer(whole, object, object->atoms.items[j], k,
						     label);
			}
	}
}

static struct atom *find_label(const struct section *section, const char *name)
{
	for (size_t i = 0; i < section->atoms.count; i++) {
		struct atom *atom = section->atoms.items[i];

		if (atom->name && !strcmp(atom->name, name))
			return atom;
		for (size_t j = 0; j < atom->aliases.count; j++)
			if (!strcmp(atom->aliases.items[j].name, name))
				return atom;
	}
	return NULL;
}

static void add_global(struct whole *whole, const struct atom *atom, const char *name)
{
	struct section *section = successor(whole, atom->section);
	struct atom *now = find_label(section, name);

	if (now && is_run_into(atom->section, atom)) {
		add_comparers(whole, name, now);
	} else if (!now) {
		hinder(whole, mem_format("%s is gone", name));
	} else {
		add_inlet(whole, atom->section, atom->off, section, now->off);
	}
}

static void add_globals(struct whole *whole)
{
	for (size_t i = 0; i < whole->base->atoms.count; i++) {
		const struct atom *atom = whole->base->atoms.items[i];

		if (atom->section->role != ROLE_CODE || !successor(whole, atom->section))
			continue;
		if (atom->global && atom->name)
			add_global(whole, atom, atom->name);
		for (size_t j = 0; j < atom->aliases.count; j++)
			if (atom->aliases.items[j].global)
				add_global(whole, atom, atom->aliases.items[j].name);
	}
}

static int inlet_order(const void *a, const void *b)
{
	const struct inlet *x = a, *y = b;

	return x->va < y->va ? -1 : x->va > y->va;
}

/* Each reaches to the next one; there must be room for a jump. */
static void measure(struct whole *whole)
{
	if (whole->inlets.count)
		qsort(whole->inlets.items, whole->inlets.count, sizeof(*whole->inlets.items),
		      inlet_order);
	for (size_t i = 0; i < whole->inlets.count; i++) {
		struct inlet *inlet = &whole->inlets.items[i];
		const struct inlet *next =
			i + 1 < whole->inlets.count ? &whole->inlets.items[i + 1] : NULL;
		uint64_t end = next && next->from == inlet->from ? next->off : inlet->from->size;
		const char *why = xs_forbidden(inlet->name);

		inlet->size = end - inlet->off;
		if (inlet->size < small_jump_need(inlet->from->bytes + inlet->off, inlet->size))
			hinder(whole, mem_format("there is no room for a jump at %s", inlet->name));
		if (why)
			hinder(whole, mem_format("%s may never be patched: %s", inlet->name, why));
	}
	if (!whole->inlets.count)
		hinder(whole, "no way into it was found");
}

/* ---- the whole -------------------------------------------------------------------------------- */

static void look_at_old(struct whole *whole)
{
	for (size_t i = 0; i < whole->patched->sections.count; i++) {
		const struct section *section = whole->patched->sections.items[i], *old;
		uint64_t va;

		if (!section->whole || section->role != ROLE_CODE)
			continue;
		old = section_of(whole->base, section->name);
		va = old ? section_va(whole->build, old) : 0;
		if (!va || image_is_init(&whole->build->image, va) ||
		    !is_in_image(whole->build, old, va))
			hinder(whole, "the image does not have it as it was, or only until the end "
				      "of the boot");
	}
}

static void bring_comparers(struct whole *whole)
{
	for (size_t i = 0; i < whole->comparers.count; i++) {
		const struct comparer *comparer = &whole->comparers.items[i];

		comparer->label->left_behind = true;
		along_itself(comparer->object);
		along_replace(
			whole->build, comparer->function,
			mem_format("compares with the address of %s", atom_title(comparer->label)));
	}
}

const char *whole_choose(struct build *build, const struct pair *pair)
{
	struct whole whole = {.build = build, .base = pair->base, .patched = pair->patched};

	if (!build->tree.count)
		return "of a program not all ways into it are known";
	if (build->below.count)
		return "there are payloads below";
	choose_sections(&whole);
	look_at_old(&whole);
	if (!whole.obstacle)
		add_all_from_beside(&whole);
	if (!whole.obstacle)
		add_globals(&whole);
	if (!whole.obstacle)
		measure(&whole);
	if (whole.from_entry_text && build->options->livepatch)
		hinder(&whole, "entry code leads into it, which an NMI may run while an unmodified "
			       "Xen writes");
	if (whole.obstacle) {
		forget_sections(&whole);
		return whole.obstacle;
	}
	for (size_t i = 0; i < whole.inlets.count; i++)
		vec_push(&build->inlets, whole.inlets.items[i]);
	bring_comparers(&whole);
	return NULL;
}
