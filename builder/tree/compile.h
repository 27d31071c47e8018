/* SPDX-License-Identifier: BSD-2-Clause */
/* Making the objects that a patch touches, before and after it. */
#ifndef BUILDER_COMPILE_H
#define BUILDER_COMPILE_H

#include "change.h"
#include "tree.h"

/** struct workspace - the folder of this run; removed at its end unless --keep */
struct workspace {
	const char *folder;
	const char *include;  /* where patches find <xsplice/patch.h> */
	struct change change; /* of the copy in it */
};

/** workspace_open() - a new folder; with options->resume, the one that was kept */
enum build_status workspace_open(struct workspace *workspace, const struct options *options,
				 const struct patches *below, const struct patches *patches);
/** header_write() - <xsplice/patch.h> into @folder, which compilers then search last */
enum build_status header_write(const char *folder);
void workspace_close(struct workspace *workspace, bool keep);

/**
 * compile_xen() - copy the tree, patch it, make the affected objects again
 * @units: receives the objects, base and patched, in the order of their names.
 *
 * The base objects are the tree's own, unless payloads below this one have changed their source.
 */
enum build_status compile_xen(const struct options *options, const struct tree *tree,
			      struct workspace *workspace, struct units *units);

/** compile_program() - run the build command in a copy of the tree before and after the patches */
enum build_status compile_program(const struct options *options, struct workspace *workspace,
				  struct units *units);

#endif
