/* SPDX-License-Identifier: BSD-2-Clause */
/* Which declarations does a patch touch? Judged by the files as they are written, without a compiler. */
#ifndef BUILDER_DECLARED_H
#define BUILDER_DECLARED_H

#include "change.h"

enum declared {
	DECLARED_SAME,
	DECLARED_RECORDS, /* structs and unions differ; of a change: of one file, and nothing else */
	DECLARED_OTHERWISE, /* or that cannot be told */
};

/**
 * declared_text() - what of both texts, of C before preprocessing, differs?
 *
 * All directives must be the same, then all declarations that both have. Whatever leaves a doubt (braces
 * that depend on a condition, a body that a macro may have opened) makes a difference.
 */
enum declared declared_text(const char *base, size_t base_len, const char *patched,
			    size_t patched_len);

/** declared() - for all files of a change; what is no C leaves a doubt */
enum declared declared(const struct change *change);

#endif
