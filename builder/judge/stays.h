/* SPDX-License-Identifier: BSD-2-Clause */
/* Members that the patches remove, and that stay: --keep-removed. */
#ifndef BUILDER_STAYS_H
#define BUILDER_STAYS_H

#include "build.h"
#include "tree/change.h"

/**
 * stays() - note each of them, and what the payload is made from with them
 * @made: how making the objects ended; if they do not compile, the user is told that these may be why.
 *
 * Blocks sources of which the compiler does not say whether their initialisers are shifted.
 * Return: @made, or why the members cannot be read.
 */
enum build_status stays(struct build *build, const struct change *change, const struct units *units,
			enum build_status made);

#endif
