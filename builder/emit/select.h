/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes into the payload, and where its references lead. */
#ifndef BUILDER_SELECT_H
#define BUILDER_SELECT_H

#include "build.h"

/** select_directives() - collect what the patch's author tells the builder: build->named */
void select_directives(struct build *build);

/** select_function() - one more that is replaced */
void select_function(struct build *build, struct atom *function);

/**
 * select_payload() - fill build->functions and build->shipped
 *
 * The changed functions and hooks are the start; what they refer to ships if the image does not have it.
 * References that lead nowhere become blockers.
 */
void select_payload(struct build *build);

/**
 * select_binding() - where @reloc, a reference of the shipped @from, leads
 *
 * A function that is replaced is reached through its old entry, which jumps to the newest body: right
 * for pointers that are stored and for payloads that will replace it once more. Its own unlikely part
 * and fixups lead into the copy they belong to.
 */
struct binding select_binding(const struct build *build, const struct atom *from,
			      const struct reloc *reloc);

#endif
