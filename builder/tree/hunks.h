/* SPDX-License-Identifier: BSD-2-Clause */
/* Which lines of the source the patches change, and what stands there: a function, a macro, a type. */
#ifndef BUILDER_HUNKS_H
#define BUILDER_HUNKS_H

#include "change.h"

/** struct place - something that a source file defines at its top level */
struct place {
	const char *kind; /* "function", "macro", "type", "data" */
	const char *name;
	unsigned int first, last; /* lines */
};

struct places {
	VEC(struct place) list; /* in the order of the file */
};

/** places_read() - of C text; what the preprocessor would make of it is not asked */
void places_read(struct bytes text, struct places *out);
/** places_at() - what stands in a line, NULL between the places */
const struct place *places_at(const struct places *places, unsigned int line);

/** struct hunk - lines that follow each other */
struct hunk {
	const char *file; /* relative to the tree's top folder */
	unsigned int old_line, old_count;
	unsigned int new_line, new_count;
	const char *text; /* of a diff: "-" and "+" lines */
	const char *kind; /* of what stands there; NULL: between the places */
	const char *name;
};

struct hunks {
	VEC(struct hunk) list;
};

/** hunks_read() - the difference that change_apply() made, all patches together */
enum build_status hunks_read(const struct change *change, struct hunks *out);

/** hunk_text() - "file:first-last", on the new side if it has lines there */
char *hunk_text(const struct hunk *hunk);

#endif
