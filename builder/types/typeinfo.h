/* SPDX-License-Identifier: BSD-2-Clause */
/* What debug information says of a single type: its text, its members, whether another is the same. */
#ifndef BUILDER_TYPEINFO_H
#define BUILDER_TYPEINFO_H

#include <elfutils/libdw.h>

#include "base/mem.h"

/** enum sameness - in the order of increasing doubt */
enum sameness {
	SAME_TYPE,
	SAME_PLACE, /* signedness, an enumeration for its integer, another name for the same layout, a
		       struct around it */
	SAME_VOID, /* void * for a pointer to something, or the other way round */
	SAME_NOT,
};

/**
 * typeinfo_compare() - is what one side's @a describes as the other's @b describes it?
 *
 * Types with the same name are the same here; that their content is, has to be seen for each of them.
 * Qualifiers do not count. NULL stands for void.
 */
enum sameness typeinfo_compare(Dwarf_Die *a, Dwarf_Die *b);

/** typeinfo_constant() - the number that an attribute (DW_AT_*) is, @otherwise if there is none */
int64_t typeinfo_constant(Dwarf_Die *die, unsigned int name, int64_t otherwise);
/** typeinfo_type() - the type of a member, variable, function...: NULL (void), or @out */
Dwarf_Die *typeinfo_type(Dwarf_Die *die, Dwarf_Die *out);
/** typeinfo_text() - as in C: "struct foo *" */
const char *typeinfo_text(Dwarf_Die *type);
/** typeinfo_change() - "was int, is long"; typedefs are looked into if they read the same */
const char *typeinfo_change(Dwarf_Die *base, Dwarf_Die *patched);
/** typeinfo_size() - in bytes; 0 if it has none */
uint64_t typeinfo_size(Dwarf_Die *type);
/** typeinfo_alignment() - if an attribute asks for one; else 0 */
uint64_t typeinfo_alignment(Dwarf_Die *type);
/** typeinfo_is_constant() - const, or an array of const */
bool typeinfo_is_constant(Dwarf_Die *type);
/** typeinfo_peel() - the type without typedefs and qualifiers; NULL for void */
Dwarf_Die *typeinfo_peel(Dwarf_Die *type, Dwarf_Die *out);

/** struct member - of a struct or union; what is inside of an anonymous member counts as the outer's */
struct member {
	const char *path; /* "x", "x.y" */
	uint64_t bit;	  /* where it begins */
	uint64_t len;	  /* in bits */
	Dwarf_Die type;
	bool has_type;
	bool in_union; /* shares its bits by intention */
	bool bit_field;
	bool matched;
};

struct members {
	VEC(struct member) list;
};

/** typeinfo_members() - of a struct, union or class; padding by the name of pad, reserved... is left out */
void typeinfo_members(Dwarf_Die *record, struct members *out);

#endif
