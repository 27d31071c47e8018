/* SPDX-License-Identifier: BSD-2-Clause */
/* What a hypervisor's own make has to make of the patched sources: headers it generates, objects of new sources. */
#ifndef BUILDER_REMAKE_H
#define BUILDER_REMAKE_H

#include "change.h"
#include "tree.h"

/** remake() - make @goal in the copy's build folder @build, with the compiler that the tree was made with */
int remake(const struct tree *tree, const char *build, const char *goal, struct bytes *output);

/** remake_is_due() - might any header be generated otherwise? @others: what tree_affected() found besides objects */
bool remake_is_due(const struct change *change, const struct units *others);

/**
 * remake_headers() - generate them from the sources as they are now
 *
 * Options that the patch adds to the configuration take their defaults.
 */
enum build_status remake_headers(const struct tree *tree, const struct change *change,
				 const char *build);

/** struct remade - headers that differ from the tree's and that no patch touches, relative to the top folder */
struct remade {
	VEC(const char *) files;
};

enum build_status remade_find(const struct tree *tree, const struct change *change,
			      const char *build, struct remade *out);

#endif
