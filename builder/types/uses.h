/* SPDX-License-Identifier: BSD-2-Clause */
/* Can objects of a type outlive the functions that make them? */
#ifndef BUILDER_USES_H
#define BUILDER_USES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * uses_only_local() - does this preprocessed text use a type only for local variables and parameters?
 * @keyword: "struct", "union" or "enum"; NULL: @name is a typedef's.
 *
 * By value, that is: a pointer may point anywhere. What is not understood is taken for another use.
 */
bool uses_only_local(const char *text, size_t len, const char *keyword, const char *name);

#endif
