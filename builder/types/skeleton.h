/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of C text declares types and signatures: everything but function bodies and
 * initialisers, and of those the type definitions and static variables in them. Two texts with the same
 * skeleton lay out the same types.
 */
#ifndef BUILDER_SKELETON_H
#define BUILDER_SKELETON_H

#include "base/mem.h"

enum part_kind {
	PART_RECORD,   /* a struct or union */
	PART_FUNCTION, /* its head: return type and parameters */
	PART_OTHER,    /* enumeration, typedef, variable */
};

/** struct part - a declaration by the name it declares; inside a function that is part of the name */
struct part {
	uint64_t key;
	uint64_t hash;
	uint32_t order;
	enum part_kind kind;
};

/** struct skeleton - zeroed means empty; scanning another text uses its memory again */
struct skeleton {
	VEC(struct part) parts;
	uint64_t loose; /* declarations without a name, in their order */
	bool unsure;	/* nested beyond measure: equal to nothing */
	bool bare; /* something has a body and does not look like a function: a macro's, maybe */
};

/**
 * struct skeleton_diff - what two skeletons do not share
 *
 * Declarations that only one of them has do not count: nothing else can change its layout by them
 * without changing its own text.
 */
struct skeleton_diff {
	bool types;	   /* something but functions differs, */
	bool only_records; /* and all of that are structs and unions */
	uint64_t print;	   /* the same for the same differences */
	VEC(uint64_t) functions;
};

void skeleton_scan(struct skeleton *skeleton, const char *text, size_t len);
/** skeleton_compare() - @out is filled anew, its memory used again; both skeletons get sorted */
void skeleton_compare(struct skeleton *base, struct skeleton *patched, struct skeleton_diff *out);
/** skeleton_function() - does the head of function @name differ? */
bool skeleton_function(const struct skeleton_diff *diff, const char *name);

#endif
