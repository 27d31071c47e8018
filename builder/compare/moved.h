/* SPDX-License-Identifier: BSD-2-Clause */
/* What a patch moves from one source file to another is still the same thing. */
#ifndef BUILDER_MOVED_H
#define BUILDER_MOVED_H

#include "build.h"

/**
 * moved() - set the twins across all pairs of a build, each of which was correlated
 *
 * Global names decide; statics are the same if their name is gone from one file alone and new in another,
 * and one of their users went with them.
 */
void moved(struct build *build);

#endif
