/* SPDX-License-Identifier: BSD-2-Clause */
/* References that the assembler resolved by itself, as both ends lie in one section. */
#ifndef BUILDER_NEAR_H
#define BUILDER_NEAR_H

#include "object.h"

/**
 * near_references() - make relocations again of what has none
 *
 * Functions that a source file puts into a section of its own, or assembly without per-function sections,
 * call each other there without a relocation: a copy of such a function elsewhere would call nowhere. And
 * jump tables of such functions count from the start of the table: the function is found with that in
 * mind. The fields concerned are zeroed, as those with a relocation are.
 */
void near_references(struct object *object);

#endif
