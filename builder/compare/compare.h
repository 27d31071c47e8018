/* SPDX-License-Identifier: BSD-2-Clause */
/* What of an object is the same, changed, new or gone. */
#ifndef BUILDER_COMPARE_H
#define BUILDER_COMPARE_H

#include "object/object.h"

/**
 * compare_content() - set what became of each atom of a correlated object
 *
 * Bytes, references by meaning, and the special-table entries that belong to an atom are compared; the
 * line in a bug frame is not.
 */
void compare_content(struct object *patched);
/**
 * compare_spread() - and what follows from that
 *
 * A function and its unlikely part are one. Whoever uses a constant that ships has changed, too.
 */
void compare_spread(struct object *patched);
/** compare() - both, of a pair that nothing else depends on */
void compare(struct object *patched);
/** compare_gone() - what became of the atoms of an object, once all the others were compared */
void compare_gone(struct object *base);

#endif
