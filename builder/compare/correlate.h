/* SPDX-License-Identifier: BSD-2-Clause */
/* Which function or variable of one object is which of the other, whatever the compiler called it. */
#ifndef BUILDER_CORRELATE_H
#define BUILDER_CORRELATE_H

#include "object/object.h"

/**
 * correlate() - set the twins
 *
 * Names decide, with what the compiler adds to them cut off where that leaves one candidate on each
 * side. Numbered statics ("warned.3") are told apart by the functions that use them. Literals have no
 * twins: they are compared by content.
 */
void correlate(struct object *base, struct object *patched);

/** correlate_stem() - a name without .N, .isra.N, .constprop.N, .part.N; .cold is kept */
char *correlate_stem(const char *name);

/** correlate_share_user() - do functions of the same name refer to both? */
bool correlate_share_user(const struct atom *a, const struct atom *b);

#endif
