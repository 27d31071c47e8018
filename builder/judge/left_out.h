/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of a patch that a payload for a hypervisor has nothing of: a reviewer is told. */
#ifndef BUILDER_LEFT_OUT_H
#define BUILDER_LEFT_OUT_H

#include "build.h"
#include "tree/change.h"

/** left_out() - note each of them, with the reason */
void left_out(struct build *build, const struct tree *tree, const struct change *change,
	      const struct units *units);

#endif
