// SPDX-License-Identifier: BSD-2-Clause
#include "left_out.h"

#include <string.h>

#define TOLD_MAX 3 /* files outside the hypervisor, by name */

/* Tools, documentation: patches often bring both sides of a change. */
static void note_outside(struct build *build, const struct change *change)
{
	const char *names = NULL;
	size_t count = 0;

	for (size_t i = 0; i < change->files.count; i++) {
		const char *file = change->files.items[i];

		if (tree_build_path(file))
			continue;
		if (++count <= TOLD_MAX)
			names = names ? mem_format("%s, %s", names, file) : file;
	}
	if (count > TOLD_MAX)
		names = mem_format("%s and %zu more", names, count - TOLD_MAX);
	if (count)
		note(build, "%s: outside of xen/, no part of the hypervisor", names);
}

static bool is_makefile(const char *file)
{
	const char *name = file_base(file);

	return !strcmp(name, "Makefile") || !strcmp(name, "Rules.mk") || text_ends(name, ".mk");
}

static void note_build_files(struct build *build, const struct change *change)
{
	for (size_t i = 0; i < change->files.count; i++) {
		const char *file = change->files.items[i];

		if (!tree_build_path(file))
			continue;
		if (is_makefile(file))
			note(build,
			     "%s: a source that it adds is built; flags stay those that the "
			     "hypervisor "
			     "was built with",
			     file);
		if (text_ends(file, ".lds.S"))
			note(build, "%s: the running hypervisor stays linked as it is", file);
	}
}

/* A fix may be of code that the configuration leaves out. */
static void note_unused(struct build *build, const struct tree *tree, const struct units *units)
{
	for (size_t i = 0; i < units->unused.count; i++) {
		const char *file = units->unused.items[i];
		bool code = text_ends(file, ".c") || text_ends(file, ".h") || text_ends(file, ".S");

		if (code && file_exists(mem_format("%s/%s", tree->build, file)))
			note(build, "%s is in nothing that this hypervisor is made of", file);
	}
}

void left_out(struct build *build, const struct tree *tree, const struct change *change,
	      const struct units *units)
{
	note_unused(build, tree, units);
	note_build_files(build, change);
	note_outside(build, change);
}
