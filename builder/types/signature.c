// SPDX-License-Identifier: BSD-2-Clause
#include "signature.h"

#include <dwarf.h>
#include <string.h>

#include "judge/pointers.h"
#include "typeinfo.h"

/* "f()" says nothing of them, and is "f(void)" to who calls it. */
static int count_parameters(Dwarf_Die *function)
{
	Dwarf_Die child;
	int count = 0;

	if (dwarf_child(function, &child))
		return 0;
	do
		count += dwarf_tag(&child) == DW_TAG_formal_parameter ||
			 (dwarf_tag(&child) == DW_TAG_unspecified_parameters && count);
	while (!dwarf_siblingof(&child, &child));
	return count;
}

static bool parameter(Dwarf_Die *function, int index, Dwarf_Die *out)
{
	if (dwarf_child(function, out))
		return false;
	do {
		if ((dwarf_tag(out) == DW_TAG_formal_parameter ||
		     dwarf_tag(out) == DW_TAG_unspecified_parameters) &&
		    !index--)
			return true;
	} while (!dwarf_siblingof(out, out));
	return false;
}

static bool is_same(Dwarf_Die *a, Dwarf_Die *b)
{
	return typeinfo_compare(a, b) <= SAME_VOID && typeinfo_size(a) == typeinfo_size(b);
}

static const char *compare(Dwarf_Die *a, Dwarf_Die *b)
{
	int count = count_parameters(b);
	Dwarf_Die x, y;
	Dwarf_Die *old = typeinfo_type(a, &x), *new = typeinfo_type(b, &y);

	if (!is_same(old, new))
		return mem_format("what it returns %s", typeinfo_change(old, new));
	if (count_parameters(a) != count)
		return mem_format("%d parameter%s, had %d", count, count == 1 ? "" : "s",
				  count_parameters(a));
	for (int i = 0; i < count; i++) {
		Dwarf_Die p, q;

		if (!parameter(a, i, &p) || !parameter(b, i, &q) || dwarf_tag(&p) != dwarf_tag(&q))
			return mem_format("parameter %d changed", i + 1);
		old = typeinfo_type(&p, &x);
		new = typeinfo_type(&q, &y);
		if (!is_same(old, new))
			return mem_format("parameter %d %s", i + 1, typeinfo_change(old, new));
	}
	return NULL;
}

const char *signature_change(const struct debuginfo *base, const struct debuginfo *patched,
			     const char *function)
{
	const struct named *a = debuginfo_find(base, NAMED_FUNCTION, "", function);
	const struct named *b = debuginfo_find(patched, NAMED_FUNCTION, "", function);
	Dwarf_Die x, y;

	if (!a || !b)
		return NULL;
	x = debuginfo_die(base, a);
	y = debuginfo_die(patched, b);
	return compare(&x, &y);
}

bool signature_declared(const struct debuginfo *user, const struct debuginfo *definer,
			const char *function)
{
	const struct named *a = debuginfo_find(user, NAMED_PROTOTYPE, "", function);
	const struct named *b = debuginfo_find(definer, NAMED_FUNCTION, "", function);
	Dwarf_Die x, y;

	if (!a || !b)
		return false;
	x = debuginfo_die(user, a);
	y = debuginfo_die(definer, b);
	return !compare(&x, &y);
}

static bool refers_to(const struct reloc *reloc, const struct atom *function)
{
	if (reloc->target)
		return reloc->target == function || reloc->target == function->twin;
	return function->global && !strcmp(reloc->symbol, function->name);
}

static const char *pointer_in(const struct object *object, const struct atom *function)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		const struct atom *atom = object->atoms.items[i];

		for (size_t j = 0; j < atom->relocs.count; j++)
			if (refers_to(&atom->relocs.items[j], function) &&
			    pointer_taken(atom, &atom->relocs.items[j]))
				return mem_format("%s in %s", atom_title(atom), atom_place(atom));
	}
	return NULL;
}

const char *signature_pointer(const struct build *build, const struct atom *function)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct pair *pair = &build->pairs.items[i];
		const char *found = pointer_in(pair->base, function);

		if (!found)
			found = pointer_in(pair->patched, function);
		if (found)
			return found;
	}
	return NULL;
}

const struct atom *signature_caller(const struct pair *pair, const struct atom *function)
{
	for (size_t i = 0; i < pair->patched->atoms.count; i++) {
		const struct atom *atom = pair->patched->atoms.items[i];

		if (atom->change != CHANGE_NONE || atom->section->role == ROLE_INIT)
			continue;
		for (size_t j = 0; j < atom->relocs.count; j++)
			if (!atom->relocs.items[j].target &&
			    refers_to(&atom->relocs.items[j], function))
				return atom;
	}
	return NULL;
}
