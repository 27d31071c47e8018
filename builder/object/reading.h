/* SPDX-License-Identifier: BSD-2-Clause */
/* An object while object_read() works on it: what object.c and cut.c share. */
#ifndef BUILDER_READING_H
#define BUILDER_READING_H

#include "elf_in.h"
#include "object.h"

/* struct relas - the relocations of a section, in order of their offset */
struct relas {
	const GElf_Rela *items;
	size_t count;
};

/* struct reading - an object while it is being read: of it, only @object stays */
struct reading {
	struct object *object;
	const char *path;
	struct elf_in elf;
	struct section **by_index; /* NULL: not one that matters */
	struct relas *relas;	   /* by the index of the section that they are in */
	struct atom **by_symbol;
};

/** cut_by_symbols() - an atom for each symbol that names something */
void cut_by_symbols(struct reading *r);
/** cut_section() - merge aliases, give atoms their sizes, and what no symbol names an atom, too */
void cut_section(struct reading *r, struct section *section);
/** cut_aliases() - once all sections are cut: let symbols that were merged stand for the atom they are in */
void cut_aliases(struct reading *r);
/** starts_with_any() - @prefixes ends in NULL */
bool starts_with_any(const char *name, const char *const *prefixes);

#endif
