/* SPDX-License-Identifier: BSD-2-Clause */
/* Patches on their way into a copy of the tree, and the files they touch. */
#ifndef BUILDER_CHANGE_H
#define BUILDER_CHANGE_H

#include "patch.h"

struct patches {
	VEC(struct patch) list;
};

/** struct change - the files keep their originals, to go back to and to take line numbers from */
struct change {
	const char *top; /* the copy */
	const char *originals;
	const char *before, *after; /* copies of the files, as the patches found and left them */
	const char *kept;	    /* --keep-removed: the latter with removed members; else NULL */
	const struct patches *below; /* what payloads below this one were made from */
	const struct patches *patches;
	VEC(const char *) files; /* that any of them touches, relative to @top */
};

/** change_files() - list the files; nothing is read but the patches */
void change_files(struct change *change);
/** change_begin() - keep the originals */
enum build_status change_begin(struct change *change);
/** change_apply_below() - the base: patches of the payloads below, lines neutralised */
enum build_status change_apply_below(const struct change *change);
/** change_restore() - back to the originals */
enum build_status change_restore(const struct change *change);
/** change_apply() - all patches on the originals, removed members put back if wanted, lines neutralised */
enum build_status change_apply(const struct change *change);
/**
 * change_touch() - make the files newer than everything else in the copy
 *
 * A build that is over before the clock's next tick, and the patch right after it, leave equal times: make
 * would then take the objects for up to date.
 */
enum build_status change_touch(const struct change *change);
/** change_is_new() - does the change create @file? */
bool change_is_new(const struct change *change, const char *file);

#endif
