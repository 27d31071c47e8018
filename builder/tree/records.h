/* SPDX-License-Identifier: BSD-2-Clause */
/* The command lines that interposed compilers recorded. */
#ifndef BUILDER_RECORDS_H
#define BUILDER_RECORDS_H

#include "recipe.h"

/**
 * records_read() - all that interpose_write() had recorded in @folder
 * @words: what it added to each, for /bin/sh.
 * @out: receives object -> recipe, by the real path of an object that exists; the last one counts.
 *
 * Files that end in .json are clang's own records, entries of a compilation database; what our scripts
 * recorded of the same object counts more.
 */
enum build_status records_read(const char *folder, const char *words, struct map *out);

#endif
