/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions too short for a jump, where the new body cannot be written over the old one either: whoever calls
 * them is replaced instead, and calls the new body in the payload.
 */
#ifndef BUILDER_SMALL_H
#define BUILDER_SMALL_H

#include "build.h"

/** small_jump_need() - bytes at the entry of a function that replacing it by a jump takes */
uint64_t small_jump_need(const uint8_t *code, uint64_t len);

/**
 * small_replace_callers() - after the changed functions were found, before what they need is
 *
 * Callers are found in all objects of the tree, also those that the patch leaves alone: such a function ships as
 * it is, but for the call. A caller that is too short itself has its callers replaced. Where that cannot be,
 * as somebody holds the function's address or calls it from assembly, the function's @stranger says who, and
 * judge() refuses it.
 */
void small_replace_callers(struct build *build);

#endif
