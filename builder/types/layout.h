/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of the layout of types and variables that both sides of a patch have. */
#ifndef BUILDER_LAYOUT_H
#define BUILDER_LAYOUT_H

#include "debuginfo.h"

enum layout_verdict {
	LAYOUT_NOTED,	/* objects keep their meaning: a new name, a new enumerator */
	LAYOUT_PADDING, /* a new member where there was nothing: live objects have anything there */
	LAYOUT_BROKEN,	/* live objects would be misread */
};

struct layout_change {
	enum layout_verdict verdict;
	enum named_kind kind;
	const char *name;
	const char *title; /* "struct foo" */
	const char *file;  /* where it is declared now; NULL: not known */
	int line;
	const char *what;  /* "grew 24 -> 32 bytes ('cookie' added at 24)" */
	bool only_removed; /* members went, and all else follows from that */
};

struct layout_changes {
	VEC(struct layout_change) list;
};

/**
 * layout_compare() - append what changed
 *
 * A type that only has to move its members because one of them is of a type that changed size is left
 * out: the other type is there.
 */
void layout_compare(const struct debuginfo *base, const struct debuginfo *patched,
		    struct layout_changes *out);

#endif
