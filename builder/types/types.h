/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the payload and what lives in the host agree about types and signatures. */
#ifndef BUILDER_TYPES_H
#define BUILDER_TYPES_H

#include "build.h"
#include "tree/compile.h"

/**
 * types_judge() - refuse what a changed layout or signature would make wrong
 *
 * A patch that touches no declaration (declared.h) is fine. Else, of each object that brings something
 * along, the preprocessed text of both sides is made. Only where the declarations in it differ (skeleton.h)
 * the objects are made once more, with debug information, and what it says of both sides is compared.
 * Of objects with the same difference in structs alone, one is. Of objects that are made from the same files of
 * the patch, the first comes first: if that is refused, the others are left. Reasons to refuse become blockers.
 */
enum build_status types_judge(struct build *build, const struct units *units,
			      const struct workspace *workspace);

#endif
