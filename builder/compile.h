/* SPDX-License-Identifier: BSD-2-Clause */
/* Making the objects that a patch touches, before and after it. */
#ifndef BUILDER_COMPILE_H
#define BUILDER_COMPILE_H

#include "patch.h"
#include "tree.h"

/** struct workspace - the folder of this run; removed at its end unless --keep */
struct workspace {
	const char *folder;
	const char *top;   /* the patched copy's top folder */
	const char *build; /* where compile commands run in it */
};

enum build_status workspace_open(struct workspace *workspace);
void workspace_close(struct workspace *workspace, bool keep);

/**
 * compile_xen() - copy the tree, patch it, make the affected objects again
 * @below: patches that the payloads below this one hold: they are in the base, too.
 * @units: receives the objects, base and patched, in the order of their names.
 */
enum build_status compile_xen(const struct options *options, const struct tree *tree,
			      const struct patch *below, size_t below_count,
			      const struct patch *patches, size_t count,
			      struct workspace *workspace, struct units *units);

/** compile_program() - run the build command in a copy of the tree before and after the patches */
enum build_status compile_program(const struct options *options, const struct patch *below,
				  size_t below_count, const struct patch *patches, size_t count,
				  struct workspace *workspace, struct units *units);

#endif
