// SPDX-License-Identifier: BSD-2-Clause
#include "remake.h"

#include <string.h>

#include "base/say.h"

/*
 * As the tree's own rule for the whole hypervisor has them made, and those that a folder makes for itself: make
 * kept the command of each.
 */
static const char makefile[] = "include Makefile\n"
			       "flask := $(patsubst xsm/flask/include/.%.cmd,xsm/flask/include/%,"
			       "$(wildcard xsm/flask/include/.*.h.cmd))\n"
			       "generated-headers: tools_fixdep outputmakefile FORCE\n"
			       "\t$(MAKE) $(build)=include all\n"
			       "\t$(MAKE) $(build)=arch/$(SRCARCH) include\n"
			       "\t$(MAKE) $(build)=. arch/$(SRCARCH)/include/asm/asm-offsets.h\n"
			       "\t$(if $(flask),$(MAKE) $(build)=xsm/flask $(flask))\n"
			       ".PHONY: generated-headers\n";

/* Which compiler it is, make is told on its command line, and writes down with each object. */
static const char *compiler_words(const struct tree *tree)
{
	const char *command = tree_command(tree->build, "common/kernel.o");
	const char *config = mem_format("%s/.config", tree->build);
	const char *words = "";
	struct bytes text;

	if (command)
		words = mem_format("CC=%s", run_quote(mem_text(command, strcspn(command, " "))));
	if (file_exists(config) && file_read(config, &text) == BUILD_OK &&
	    strstr((const char *)text.at, "CONFIG_CC_IS_CLANG=y"))
		words = mem_format("clang=y %s", words);
	return words;
}

int remake(const struct tree *tree, const char *build, const char *goal, struct bytes *output)
{
	return run_command(build,
			   mem_format("unset MAKEFLAGS MAKELEVEL MFLAGS; make %s %s",
				      compiler_words(tree), goal),
			   output);
}

static bool touches_configuration(const struct change *change)
{
	for (size_t i = 0; i < change->files.count; i++)
		if (text_starts(file_base(change->files.items[i]), "Kconfig"))
			return true;
	return false;
}

/* Sources that no rule of make's records as read: scripts, lists, and what is written in C for a script. */
bool remake_is_due(const struct change *change, const struct units *others)
{
	static const char *const suffixes[] = {".lst", ".py", ".awk", ".sh", "cpufeatureset.h"};

	if (others->list.count || touches_configuration(change))
		return true;
	for (size_t i = 0; i < change->files.count; i++) {
		if (text_starts(change->files.items[i], "xen/xsm/flask/policy/"))
			return true;
		for (size_t j = 0; j < sizeof(suffixes) / sizeof(*suffixes); j++)
			if (text_starts(change->files.items[i], "xen/") &&
			    text_ends(change->files.items[i], suffixes[j]))
				return true;
	}
	return false;
}

enum build_status remake_headers(const struct tree *tree, const struct change *change,
				 const char *build)
{
	const char *rules = mem_format("%s/generated-headers.mk", change->top);
	enum build_status status = file_write(rules, makefile, strlen(makefile));
	struct bytes output;
	int rc = 0;

	if (status != BUILD_OK)
		return status;
	if (touches_configuration(change))
		rc = remake(tree, build, "olddefconfig", &output);
	if (!rc)
		rc = remake(tree, build, mem_format("-f %s generated-headers", run_quote(rules)),
			    &output);
	if (!rc)
		return BUILD_OK;
	say_error("the tree's generated headers cannot be made again:");
	say("%s", (char *)output.at);
	return BUILD_COMPILE;
}

struct search {
	const struct tree *tree;
	const char *build;
	const char *folder; /* relative to the build folder */
	struct map ours;    /* files of the change */
	struct remade *out;
	enum build_status status;
};

static void look_at(void *ctx, const char *path)
{
	struct search *search = ctx;
	const char *file = mem_format("xen/%s/%s", search->folder, path);
	const char *here = mem_format("%s/%s/%s", search->build, search->folder, path);
	const char *there = mem_format("%s/%s/%s", search->tree->build, search->folder, path);
	struct bytes a, b;

	if (search->status != BUILD_OK || !text_ends(path, ".h") || map_get(&search->ours, file) ||
	    !file_was_written(here, there))
		return;
	search->status = file_read(here, &a);
	if (search->status == BUILD_OK)
		search->status = file_read(there, &b);
	if (search->status == BUILD_OK && (a.len != b.len || memcmp(a.at, b.at, a.len) != 0))
		vec_push(&search->out->files, file);
}

enum build_status remade_find(const struct tree *tree, const struct change *change,
			      const char *build, struct remade *out)
{
	static const char *const folders[] = {"include", "arch/x86/include", "xsm/flask/include"};
	struct search search = {.tree = tree, .build = build, .out = out};
	enum build_status status = BUILD_OK;

	for (size_t i = 0; i < change->files.count; i++)
		map_put(&search.ours, change->files.items[i], out);
	for (size_t i = 0; status == BUILD_OK && i < sizeof(folders) / sizeof(*folders); i++) {
		if (!file_exists(mem_format("%s/%s", build, folders[i])))
			continue;
		search.folder = folders[i];
		status = file_walk(mem_format("%s/%s", build, folders[i]), look_at, &search);
	}
	return status == BUILD_OK ? search.status : status;
}
