/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assembly: its functions share sections, their borders are what symbols say, and their neighbours may fall or jump
 * into them. So none is moved: a change that keeps every symbol where it is goes over the old bytes.
 */
#ifndef BUILDER_ASSEMBLY_H
#define BUILDER_ASSEMBLY_H

#include "build.h"

/** assembly_changed() - code or data of an assembly object, other than what special tables lead to or boot needs */
bool assembly_changed(const struct atom *atom);

/** assembly_choose() - after the comparison: mark what of assembly can be written in place, all of an object; or else what ships whole */
void assembly_choose(struct build *build);

/** assembly_judge() - refuse what of @patched changed and was not marked, with the symbols it touches */
void assembly_judge(struct build *build, const struct object *patched);

#endif
