/* SPDX-License-Identifier: BSD-2-Clause */
/* Does a patch touch declarations? Judged by the files as they are written, without a compiler. */
#ifndef BUILDER_DECLARED_H
#define BUILDER_DECLARED_H

#include "change.h"

/**
 * declared_same_text() - do both texts, of C before preprocessing, declare the same?
 *
 * All directives must be the same, then all declarations that both have. Whatever leaves a doubt (braces
 * that depend on a condition, a body that a macro may have opened) makes them differ.
 */
bool declared_same_text(const char *base, size_t base_len, const char *patched, size_t patched_len);

/** declared_same() - all files of a change; what is no C leaves a doubt */
bool declared_same(const struct change *change);

#endif
