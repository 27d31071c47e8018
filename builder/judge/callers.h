/* SPDX-License-Identifier: BSD-2-Clause */
/* Who refers to a global function from objects that were not compiled again. */
#ifndef BUILDER_CALLERS_H
#define BUILDER_CALLERS_H

#include "base/file.h"

/** struct caller - "bar()" in "common/foo.o" */
struct caller {
	const char *name;
	const char *object;
};

/**
 * callers_elsewhere() - look for a reference in the objects below @folder
 * @known: objects (relative to @folder) that need not be looked at.
 * Return: false if there is none. Boot-time code does not count.
 */
bool callers_elsewhere(const char *folder, const struct map *known, const char *function,
		       struct caller *out);

#endif
