/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose declarations are compared, and what is refused for a layout or a signature. */
#ifndef BUILDER_CHECK_H
#define BUILDER_CHECK_H

#include "build.h"
#include "layout.h"
#include "tree/compile.h"
#include "tree/retake.h"

/** struct check - what is to be seen of one pair of objects */
struct check {
	const struct pair *pair;
	struct retake made;
	bool layouts;			    /* are to be compared */
	bool heads;			    /* of functions may differ, of any */
	bool moved;			    /* from one object to the other: only signatures */
	bool first;			    /* of those made from the same files of the patch */
	VEC(const struct atom *) functions; /* whose signature may have changed */
};

/** struct types - of one run */
struct types {
	struct build *build;
	const struct units *units;
	const struct workspace *workspace;
	const char *folder;
	VEC(struct check) checks;
	VEC(uint64_t) seen; /* differences that are compared already */
	struct debuginfo infos[SIDES];
	struct debuginfo user;
	struct map told;
};

/** check_layout() - refuse, or note, a change that layout_compare() found between the objects of @check */
void check_layout(struct types *types, const struct check *check,
		  const struct layout_change *change);
/** check_signature() - refuse if that of @function, in the objects that are open, changed for somebody */
void check_signature(struct types *types, const struct atom *function);

#endif
