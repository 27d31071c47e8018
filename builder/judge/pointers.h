/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of functions that the payload's code and data hold: where they may stay, what a call there meets. */
#ifndef BUILDER_POINTERS_H
#define BUILDER_POINTERS_H

#include "build.h"

/** pointer_taken() - does @reloc of @from hold the address of a function's entry, not call or jump to it? */
bool pointer_taken(const struct atom *from, const struct reloc *reloc);

/**
 * pointers_judge() - find the addresses of functions in what ships
 *
 * Of a new function: marked as pointed (the payload says so to the host's core, which will not unload it
 * while the pointer may be stored somewhere) unless the patch says XS_TRANSIENT. Of any function: refused if
 * calls by pointer need a landing pad (endbr64) and its entry has none.
 */
void pointers_judge(struct build *build);

#endif
