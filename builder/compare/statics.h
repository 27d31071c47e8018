/* SPDX-License-Identifier: BSD-2-Clause */
/* Static variables of functions that symbols cannot tell apart: debug information names their functions. */
#ifndef BUILDER_STATICS_H
#define BUILDER_STATICS_H

#include "build.h"
#include "tree/compile.h"

/**
 * statics_settle() - set the twins that correlate() left in doubt
 *
 * Where several variables have one name, and inlining changed who uses them, both objects are asked for
 * the function that each was written in; made once more with debug information if they have none. What
 * one function has two of stays in doubt.
 */
enum build_status statics_settle(struct build *build, const struct units *units,
				 const struct workspace *workspace);

#endif
