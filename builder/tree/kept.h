/* SPDX-License-Identifier: BSD-2-Clause */
/* A work folder that outlives its run (--keep), for a later one that begins where the compilers ended (--from). */
#ifndef BUILDER_KEPT_H
#define BUILDER_KEPT_H

#include "compile.h"

/**
 * kept_inputs() - a digest of what the objects are made from: options, patches, payloads below, and name, size and
 * time of each file of the tree
 */
enum build_status kept_inputs(const struct options *options, const struct patches *below,
			      const struct patches *patches, const char **digest);

/** kept_is() - is that a folder that kept_write() wrote to? */
bool kept_is(const char *folder);

/** kept_write() - the objects are made: note what they are, and of what */
enum build_status kept_write(const struct workspace *workspace, const struct units *units,
			     const char *inputs);

/** kept_read() - the objects, as they were; BUILD_INTERNAL, told, if there are none or the inputs changed */
enum build_status kept_read(const struct workspace *workspace, const char *inputs,
			    struct units *units);

#endif
