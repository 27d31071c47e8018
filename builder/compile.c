// SPDX-License-Identifier: BSD-2-Clause
#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "say.h"

enum build_status workspace_open(struct workspace *workspace)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = mem_format("%s/xsplice-build-XXXXXX", tmp && *tmp ? tmp : "/tmp");

	if (!mkdtemp(folder)) {
		say_error("cannot create a folder like %s", folder);
		return BUILD_INTERNAL;
	}
	workspace->folder = folder;
	workspace->top = mem_format("%s/tree", folder);
	workspace->build = mem_format("%s/tree/xen", folder);
	return file_make_folder(workspace->top);
}

void workspace_close(struct workspace *workspace, bool keep)
{
	if (!workspace->folder)
		return;
	if (keep)
		say("    kept: %s", workspace->folder);
	else
		file_remove_tree(workspace->folder);
}

/* The files of several patches, each once. */
static char **files_of(const struct patch *patches, size_t count, size_t *file_count)
{
	VEC(char *) files = {0};
	struct map seen = {0};

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < patches[i].files.count; j++) {
			const char *file = patches[i].files.items[j];

			if (map_get(&seen, file))
				continue;
			map_put(&seen, file, (void *)(uintptr_t)file);
			vec_push(&files, mem_text(file, strlen(file)));
		}
	}
	*file_count = files.count;
	return files.items;
}

/* Files outside xen/ are copied one by one; those that do not exist are created by the patch. */
static enum build_status copy_outside(const char *from_top, const char *to_top, char **files,
				      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *from = mem_format("%s/%s", from_top, files[i]);
		char *to = mem_format("%s/%s", to_top, files[i]);
		enum build_status status;
		struct bytes text;

		if (tree_build_path(files[i]) || !file_exists(from))
			continue;
		status = file_make_folder(file_folder(to));
		if (status == BUILD_OK)
			status = file_read(from, &text);
		if (status == BUILD_OK)
			status = file_write(to, text.at, text.len);
		if (status != BUILD_OK)
			return status;
	}
	return BUILD_OK;
}

static enum build_status apply_all(const struct patch *patches, size_t count, const char *top)
{
	for (size_t i = 0; i < count; i++) {
		enum build_status status = patch_apply(&patches[i], top);

		if (status != BUILD_OK)
			return status;
	}
	return BUILD_OK;
}

/* Keep the files as they are now; lines_neutralize() compares with them. */
static enum build_status keep_originals(const char *top, const char *originals, char **files,
					size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *from = mem_format("%s/%s", top, files[i]);
		char *to = mem_format("%s/%s", originals, files[i]);
		enum build_status status;
		struct bytes text;

		if (!file_exists(from))
			continue;
		status = file_make_folder(file_folder(to));
		if (status == BUILD_OK)
			status = file_read(from, &text);
		if (status == BUILD_OK)
			status = file_write(to, text.at, text.len);
		if (status != BUILD_OK)
			return status;
	}
	return BUILD_OK;
}

static bool is_c(const char *path)
{
	return text_ends(path, ".c") || text_ends(path, ".h") || text_ends(path, ".cc") ||
	       text_ends(path, ".cpp") || text_ends(path, ".hpp");
}

static enum build_status neutralize_all(const char *top, const char *originals, char **files,
					size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *base = mem_format("%s/%s", originals, files[i]);
		char *patched = mem_format("%s/%s", top, files[i]);
		enum build_status status;

		if (!is_c(files[i]) || !file_exists(base) || !file_exists(patched))
			continue;
		status = lines_neutralize(base, patched);
		if (status != BUILD_OK)
			return status;
	}
	return BUILD_OK;
}

static enum build_status compile_units(const struct units *units, const char *folder, int parallel)
{
	struct job *jobs = mem_alloc(units->list.count * sizeof(*jobs));
	int failures;

	for (size_t i = 0; i < units->list.count; i++) {
		jobs[i] = (struct job){.folder = folder,
				       .command = units->list.items[i].command,
				       .what = units->list.items[i].object};
		say_debug("compile %s: %s", jobs[i].what, jobs[i].command);
	}
	failures = run_jobs(jobs, units->list.count, parallel);
	for (size_t i = 0; i < units->list.count; i++) {
		if (!jobs[i].status)
			continue;
		say_error("%s does not compile:", units->list.items[i].source);
		say("%s", (char *)jobs[i].output.at);
	}
	return failures ? BUILD_COMPILE : BUILD_OK;
}

static int unit_order(const void *a, const void *b)
{
	return strcmp(((const struct unit *)a)->object, ((const struct unit *)b)->object);
}

/* A source file that the patch adds is built as its neighbours are: by the tree's own make. */
static enum build_status add_new_sources(const struct options *options,
					 const struct workspace *workspace, char **files,
					 size_t count, const char *originals, struct units *units)
{
	for (size_t i = 0; i < count; i++) {
		const char *path = tree_build_path(files[i]);
		struct unit unit = {0};
		struct bytes output;

		if (!path || !text_ends(path, ".c") ||
		    file_exists(mem_format("%s/%s", originals, files[i])) ||
		    !file_exists(mem_format("%s/%s", workspace->top, files[i])))
			continue;
		unit.source = path;
		unit.object = mem_format("%.*s.o", (int)strlen(path) - 2, path);
		unit.patched = mem_format("%s/%s", workspace->build, unit.object);
		if (run_command(workspace->build, mem_format("make %s", unit.object), &output)) {
			say_error("the new file %s does not build:", path);
			say("%s", (char *)output.at);
			return BUILD_COMPILE;
		}
		vec_push(&units->list, unit);
	}
	return BUILD_OK;
}

/* Headers that are made from what the patch touches are made again, by the tree's own rules. */
static enum build_status make_generated(const struct workspace *workspace,
					const struct units *others, const char *const *files,
					size_t count)
{
	bool needed = false;
	struct bytes output;

	for (size_t i = 0; i < others->list.count; i++)
		needed |= text_starts(others->list.items[i].object, "include/compat/");
	for (size_t i = 0; i < count; i++)
		needed |= text_ends(files[i], "Kconfig") || text_ends(files[i], "asm-offsets.c") ||
			  text_ends(files[i], ".lst") || text_ends(files[i], "hypercall-defs.c");
	if (!needed)
		return BUILD_OK;
	say("    generated headers depend on the patch: making them again");
	if (run_command(workspace->build,
			"make include/generated/autoconf.h && "
			"make -f scripts/../Rules.mk obj=include include",
			&output)) {
		say_error("the tree's generated headers cannot be made again:");
		say("%s", (char *)output.at);
		return BUILD_COMPILE;
	}
	return BUILD_OK;
}

enum build_status compile_xen(const struct options *options, const struct tree *tree,
			      const struct patch *below, size_t below_count,
			      const struct patch *patches, size_t count,
			      struct workspace *workspace, struct units *units)
{
	char *originals = mem_format("%s/originals", workspace->folder);
	struct patch *all = mem_alloc((below_count + count) * sizeof(*all));
	struct units others = {0};
	enum build_status status;
	size_t file_count;
	char **files;

	if (below_count)
		memcpy(all, below, below_count * sizeof(*all));
	memcpy(all + below_count, patches, count * sizeof(*all));
	files = files_of(all, below_count + count, &file_count);

	say_step("copying the tree");
	status = tree_copy(tree, workspace->build);
	if (status == BUILD_OK)
		status = copy_outside(tree->top, workspace->top, files, file_count);
	if (status == BUILD_OK)
		status = keep_originals(workspace->top, originals, files, file_count);
	if (status == BUILD_OK)
		status =
			tree_affected(tree, (const char *const *)files, file_count, units, &others);
	if (status != BUILD_OK)
		return status;
	qsort(units->list.items, units->list.count, sizeof(*units->list.items), unit_order);

	if (below_count) {
		say_step("building the base: %zu objects with the patches below",
			 units->list.count);
		status = apply_all(below, below_count, workspace->top);
		if (status == BUILD_OK)
			status = neutralize_all(workspace->top, originals, files, file_count);
		if (status == BUILD_OK)
			status = compile_units(units, workspace->build, options->jobs);
		if (status != BUILD_OK)
			return status;
		for (size_t i = 0; i < units->list.count; i++) {
			struct unit *unit = &units->list.items[i];
			char *saved = mem_format("%s/base-%zu.o", workspace->folder, i);

			unit->tree_object = unit->base;
			unit->base = saved;
			if (rename(mem_format("%s/%s", workspace->build, unit->object), saved)) {
				say_error("%s was not written by its compile command",
					  unit->object);
				return BUILD_COMPILE;
			}
		}
		/* The patch is made for the patched file without our directives in it. */
		for (size_t i = 0; i < file_count; i++) {
			char *from = mem_format("%s/%s", originals, files[i]);
			struct bytes text;

			if (!file_exists(from)) {
				file_remove_tree(mem_format("%s/%s", workspace->top, files[i]));
				continue;
			}
			status = file_read(from, &text);
			if (status == BUILD_OK)
				status = file_write(mem_format("%s/%s", workspace->top, files[i]),
						    text.at, text.len);
			if (status != BUILD_OK)
				return status;
		}
	}

	status = apply_all(all, below_count + count, workspace->top);
	if (status == BUILD_OK)
		status = neutralize_all(workspace->top, originals, files, file_count);
	if (status == BUILD_OK)
		status = make_generated(workspace, &others, (const char *const *)files, file_count);
	if (status != BUILD_OK)
		return status;
	say_step("compiling %zu object%s", units->list.count, units->list.count == 1 ? "" : "s");
	status = compile_units(units, workspace->build, options->jobs);
	for (size_t i = 0; i < units->list.count; i++)
		units->list.items[i].patched =
			mem_format("%s/%s", workspace->build, units->list.items[i].object);
	if (status == BUILD_OK)
		status = add_new_sources(options, workspace, files, file_count, originals, units);
	return status;
}
