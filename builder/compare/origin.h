/* SPDX-License-Identifier: BSD-2-Clause */
/* Which changed lines the new code of a function comes from: its own, or what it is made of. */
#ifndef BUILDER_ORIGIN_H
#define BUILDER_ORIGIN_H

#include "build.h"
#include "tree/hunks.h"

/** struct origin - what is known of the source, for all functions of a run */
struct origin {
	const struct change *change;
	struct hunks hunks;
	bool program; /* paths of objects' sources are relative to the top folder, not to its xen/ */
	struct map files; /* path -> struct text_file, read once */
};

/**
 * struct sources - where the change of one function comes from
 * @own:     lines in its definition.
 * @through: lines in functions, macros, types, data that it uses, directly or not; only without own ones.
 * @sure:    false: nothing that it names was changed, and @through holds all other changed lines.
 */
struct sources {
	VEC(const struct hunk *) own;
	VEC(const struct hunk *) through;
	bool sure;
};

enum build_status origin_open(const struct build *build, const struct change *change,
			      struct origin *out);
/** origin_own() - only the lines in the function's definition */
void origin_own(const struct origin *origin, const struct atom *function, struct sources *out);
void origin_of(struct origin *origin, const struct atom *function, struct sources *out);

#endif
