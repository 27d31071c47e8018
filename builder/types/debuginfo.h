/* SPDX-License-Identifier: BSD-2-Clause */
/* The types, variables and functions that an object's debug information names. */
#ifndef BUILDER_DEBUGINFO_H
#define BUILDER_DEBUGINFO_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#include "base/mem.h"

enum named_kind {
	NAMED_STRUCT,
	NAMED_UNION,
	NAMED_CLASS,
	NAMED_ENUM,
	NAMED_TYPEDEF,	  /* the only name of what it names: "typedef struct { ... } foo_t" */
	NAMED_ENUMERATOR, /* of an enumeration without any name */
	NAMED_VARIABLE,	  /* one with a place in memory that stays */
	NAMED_FUNCTION,
	NAMED_PROTOTYPE, /* a function that is elsewhere */
};

/** struct named - whatever has a name; what only declares that there is a type is left out */
struct named {
	enum named_kind kind;
	const char *scope; /* the function or namespace it is in, "" if none */
	const char *name;
	Dwarf_Off off;
};

/** struct debuginfo - zeroed means closed; opening another one uses its memory again */
struct debuginfo {
	Dwfl *dwfl;
	Dwarf *dwarf;
	VEC(struct named) names; /* sorted: kind, scope, name */
};

/** debuginfo_load() - an ELF file's own; NULL: none. dwfl_end() of *@out, unless that is NULL, in the end */
Dwarf *debuginfo_load(const char *path, Dwfl **out);

/** debuginfo_open() - of a relocatable object; false if it has none that can be read */
bool debuginfo_open(const char *path, struct debuginfo *out);
void debuginfo_close(struct debuginfo *info);

/** debuginfo_order() - as names are sorted; things of the same name are equal */
int debuginfo_order(const struct named *a, const struct named *b);
/** debuginfo_find() - the first of that name, NULL if there is none */
const struct named *debuginfo_find(const struct debuginfo *info, enum named_kind kind,
				   const char *scope, const char *name);
/** debuginfo_die() - what the debug information says of it */
Dwarf_Die debuginfo_die(const struct debuginfo *info, const struct named *named);
/** debuginfo_title() - "struct foo", "struct foo in bar()" */
const char *debuginfo_title(const struct named *named);

#endif
