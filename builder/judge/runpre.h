/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Run-pre matching, offline: is what the image holds what the base objects link to? A wrong compiler, flag,
 * configuration or source is found here, function by function, before anything is built on it.
 */
#ifndef BUILDER_RUNPRE_H
#define BUILDER_RUNPRE_H

#include "object/image.h"

/** struct departure - a function of which the image holds something else */
struct departure {
	const struct atom *function; /* of the base object */
	const char *text;	     /* what differs, from which instruction on */
};

struct runpre {
	size_t compared;    /* functions */
	struct map matched; /* names of global ones that are as they should be (non-NULL) */
	VEC(struct departure) departures;
	size_t differing; /* of these, what no choice of the linker explains */
};

/**
 * runpre_object() - compare all functions of a base object with the image
 *
 * Bytes must be equal; what a relocation filled in must lead to the address that the image's own symbol table
 * gives, or to a string of the same content. Code that is gone after boot is left out, and what the
 * linker left out. Where a program was assembled without a section a function, jumps between functions
 * are shorter than here: what is behind the first such jump is not compared.
 */
void runpre_object(const struct image *image, const struct object *base, struct runpre *out);

/** runpre_data() - the first byte of a constant of the base that the image has otherwise; its size: none */
uint64_t runpre_data(const struct image *image, const struct atom *constant,
		     const struct image_symbol *symbol);

/** runpre_find() - the departure of that function; NULL: it is as it should be */
const struct departure *runpre_find(const struct runpre *runpre, const struct atom *function);

#endif
