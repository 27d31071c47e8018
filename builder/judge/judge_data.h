/* SPDX-License-Identifier: BSD-2-Clause */
/* Data that a payload cannot bring along or change. */
#ifndef BUILDER_JUDGE_DATA_H
#define BUILDER_JUDGE_DATA_H

#include "build.h"

/** judge_data() - an atom of a patched object that may be data: existing, new, or of a table nobody knows */
void judge_data(struct build *build, const struct atom *atom);

/** judge_reserve() - do the new per-CPU variables find room in the host's reserve, all together? */
void judge_reserve(struct build *build);

/** judge_constant() - one that is to be written in place; false: the image holds something else (told) */
bool judge_constant(struct build *build, const struct atom *constant);

#endif
