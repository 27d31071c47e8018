/* SPDX-License-Identifier: BSD-2-Clause */
/* --keep-removed: members that patches take out of structures stay where they were, unused. */
#ifndef BUILDER_REMOVED_H
#define BUILDER_REMOVED_H

#include "hunks.h"

/** struct removed_member - a declaration that was put back */
struct removed_member {
	const char *where; /* "file:line", without the patches */
	const char *text;
	const char *type; /* "struct foo" */
};

struct removed {
	VEC(struct removed_member) list;
	VEC(const char *) files; /* that got some back: change->kept has them */
	struct bytes patch;	 /* does the same to what the patches leave */
};

/**
 * removed_put_back() - the text of @file after the patches, with members of @before again
 * @hunks: the differences, hunks_read(); those of other files are passed over.
 *
 * A hunk is put back if it takes whole declarations out of the body of a struct or union and adds nothing but
 * comments, and if the type does not have the names elsewhere now. What else changes a type is left as the
 * patches have it.
 *
 * An initialiser that names no members would be shifted. The text is such that compilers call any of them that
 * may reach the struct an error; gcc -w does not. That, and the rest, is an aid and no proof: whether live
 * objects keep their layout is for types/ to tell.
 *
 * Return: @after itself, if nothing was put back.
 */
struct bytes removed_put_back(const char *file, struct bytes before, struct bytes after,
			      const struct hunks *hunks, struct removed *out);

/** removed_read() - of all files, as change_apply() found and left them; writes change->kept */
enum build_status removed_read(const struct change *change, struct removed *out);

#endif
