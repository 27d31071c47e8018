/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that the patch leaves alone, and that are replaced because of what they refer to. */
#ifndef BUILDER_ALONG_H
#define BUILDER_ALONG_H

#include "build.h"

/** along_in_patch() - is @object one that was compiled with the patch? */
bool along_in_patch(const struct build *build, const struct object *object);

/** along_itself() - of an object of the tree that was not: nothing of it differs from what the image has */
void along_itself(struct object *object);

/**
 * along_replace() - have @function replaced, if it is not yet
 * @why: for the report, unless the function changes by itself.
 *
 * One that is new has nothing to replace: it ships if somebody uses it.
 */
void along_replace(struct build *build, struct atom *function, const char *why);

#endif
