/* SPDX-License-Identifier: BSD-2-Clause */
/* Unified diffs: which files they touch, and applying them to a copy of the tree. */
#ifndef BUILDER_PATCH_H
#define BUILDER_PATCH_H

#include "base/file.h"

/** struct patch - one diff */
struct patch {
	const char *path;
	struct bytes text;
	VEC(const char *) files; /* relative to the tree's top folder, leading component stripped */
};

/** patch_read() - BUILD_PATCH if it is no unified diff or touches files outside the tree */
enum build_status patch_read(const char *path, struct patch *out);
/** patch_parse() - the same, from text that stands somewhere else; @path only names it */
enum build_status patch_parse(const char *path, struct bytes text, struct patch *out);
/** patch_apply() - to the copy in @folder; BUILD_PATCH, told with file and hunk, if it does not apply */
enum build_status patch_apply(const struct patch *patch, const char *folder);

#endif
