/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Constants that a patch changes: where the new content goes. The usual way is a copy in the payload and new
 * bodies for all functions that use it. That misses who got hold of the address otherwise: other objects, data,
 * code that stored it. Such a constant is written where it lies.
 */
#ifndef BUILDER_CONSTANTS_H
#define BUILDER_CONSTANTS_H

#include "build.h"

/** constants_part() - before the comparison: a constant that became a variable is another thing */
void constants_part(struct build *build);

/**
 * constants_choose() - after compare_content(), before compare_spread(): mark the changed constants
 *
 * in_place: written over the old content, which takes the xSplice core, an equal size and no reference that
 * is relative to its place. carried: a global one that ships, as all objects of the tree that use it are in
 * the patch; their users are marked as changed.
 */
void constants_choose(struct build *build);

#endif
