// SPDX-License-Identifier: BSD-2-Clause
#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "remake.h"
#include "base/say.h"
#include "base/stop.h"

/* Of a program nobody knows how large its copy gets: not in memory. */
static enum build_status make_temporary(struct workspace *workspace, const struct options *options)
{
	const char *there = file_temp_folder(options->keep || options->build);
	char *folder = mem_format("%s/xsplice-build-XXXXXX", there);

	if (!mkdtemp(folder)) {
		say_error("cannot create a folder like %s", folder);
		return BUILD_INTERNAL;
	}
	workspace->folder = folder;
	return BUILD_OK;
}

/* A folder that the user names: new, empty, or one of an earlier run, which is emptied. */
static enum build_status make_named(struct workspace *workspace, const struct options *options)
{
	enum build_status status = file_make_folder(options->keep_folder);

	if (status != BUILD_OK)
		return status;
	workspace->folder = file_real(options->keep_folder);
	if (options->resume)
		return BUILD_OK;
	if (!kept_is(workspace->folder) && !file_is_empty(workspace->folder)) {
		say_error("--keep: %s is neither empty nor a folder that was kept",
			  options->keep_folder);
		workspace->folder = NULL;
		return BUILD_INTERNAL;
	}
	status = file_remove_tree(workspace->folder);
	return status == BUILD_OK ? file_make_folder(workspace->folder) : status;
}

enum build_status workspace_open(struct workspace *workspace, const struct options *options,
				 const struct patches *below, const struct patches *patches)
{
	enum build_status status = options->keep_folder ? make_named(workspace, options)
							: make_temporary(workspace, options);
	const char *folder = workspace->folder;

	if (status != BUILD_OK)
		return status;
	if (!options->keep)
		stop_removes(folder);
	workspace->include = mem_format("%s/include", folder);
	workspace->change = (struct change){.top = mem_format("%s/tree", folder),
					    .originals = mem_format("%s/originals", folder),
					    .before = mem_format("%s/before", folder),
					    .after = mem_format("%s/after", folder),
					    .below = below,
					    .patches = patches};
	if (options->keep_removed)
		workspace->change.kept = mem_format("%s/kept", folder);
	change_files(&workspace->change);
	status = file_make_folder(workspace->change.top);
	return status == BUILD_OK ? header_write(workspace->include) : status;
}

void workspace_close(struct workspace *workspace, bool keep)
{
	if (!workspace->folder)
		return;
	if (keep) {
		say("    kept: %s", workspace->folder);
		return;
	}
	file_remove_tree(workspace->folder);
	stop_removes(NULL);
}

/* Files outside xen/ are copied one by one; those that do not exist are created by the patch. */
static enum build_status copy_outside(const struct tree *tree, const struct change *change)
{
	for (size_t i = 0; i < change->files.count; i++) {
		const char *file = change->files.items[i];
		char *from = mem_format("%s/%s", tree->top, file);
		char *to = mem_format("%s/%s", change->top, file);
		enum build_status status;
		struct bytes text;

		if (tree_build_path(file) || !file_exists(from))
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

#define TOLD_MAX 3   /* compilers whose messages are shown */
#define LINES_MAX 20 /* of each */

static const char *first_lines(char *text, int count)
{
	char *end = text;

	while (count-- && (end = strchr(end, '\n')))
		end++;
	if (end)
		*end = '\0';
	return text;
}

static enum build_status compile_units(const struct units *units, const char *folder,
				       const char *include, int parallel)
{
	struct job *jobs = mem_alloc(units->list.count * sizeof(*jobs));
	int failures;

	for (size_t i = 0; i < units->list.count; i++) {
		jobs[i] = (struct job){.folder = folder,
				       .command = mem_format("%s -idirafter %s",
							     units->list.items[i].command,
							     run_quote(include)),
				       .what = units->list.items[i].object};
		say_debug("compile %s: %s", jobs[i].what, jobs[i].command);
	}
	failures = run_jobs(jobs, units->list.count, parallel);
	for (size_t i = 0, told = 0; i < units->list.count; i++) {
		if (!jobs[i].status)
			continue;
		say_error("%s does not compile%s", units->list.items[i].source,
			  told < TOLD_MAX ? ":" : "");
		if (told++ < TOLD_MAX)
			say("%s", first_lines((char *)jobs[i].output.at, LINES_MAX));
	}
	if (failures)
		say("    Lines below a hunk of the patch have the numbers that they had before "
		    "it.");
	return failures ? BUILD_COMPILE : BUILD_OK;
}

static int unit_order(const void *a, const void *b)
{
	return strcmp(((const struct unit *)a)->object, ((const struct unit *)b)->object);
}

static const struct recipe *recipe_of(const struct workspace *workspace, const char *folder,
				      const char *command)
{
	return recipe_from_command(
		folder, mem_format("%s -idirafter %s", command, run_quote(workspace->include)));
}

static void add_recipes(const struct tree *tree, const struct workspace *workspace,
			const char *build, struct units *units)
{
	units->folder = build;
	units->objects = tree->build;
	units->one_folder = workspace->change.below->list.count;
	for (size_t i = 0; i < units->list.count; i++) {
		struct unit *unit = &units->list.items[i];

		unit->recipe = recipe_of(workspace, build, unit->command);
		unit->base_recipe = recipe_of(workspace, units->one_folder ? build : tree->build,
					      unit->command);
	}
}

/* A source file that the patch adds is built as its neighbours are. */
static enum build_status add_new_sources(const struct tree *tree, const struct workspace *workspace,
					 const char *build, struct units *units)
{
	const struct change *change = &workspace->change;

	for (size_t i = 0; i < change->files.count; i++) {
		const char *path = tree_build_path(change->files.items[i]);
		struct unit unit = {.source = path};
		struct bytes output;

		if (!path || !text_ends(path, ".c") ||
		    !change_is_new(change, change->files.items[i]))
			continue;
		unit.object = mem_format("%.*s.o", (int)strlen(path) - 2, path);
		unit.patched = mem_format("%s/%s", build, unit.object);
		if (remake(tree, build, unit.object, &output)) {
			say_error("the new file %s does not build:", path);
			say("%s", (char *)output.at);
			return BUILD_COMPILE;
		}
		unit.command = tree_command(build, unit.object);
		if (unit.command)
			unit.recipe = recipe_of(workspace, build, unit.command);
		vec_push(&units->list, unit);
	}
	return BUILD_OK;
}

/* Objects whose source the patch removes have nothing to be compiled; @gone receives them. */
static void part_from_gone(const char *build, struct units *units, struct units *gone)
{
	size_t kept = 0;

	for (size_t i = 0; i < units->list.count; i++) {
		struct unit unit = units->list.items[i];

		if (!unit.source || file_exists(mem_format("%s/%s", build, unit.source)))
			units->list.items[kept++] = unit;
		else
			vec_push(&gone->list, unit);
	}
	units->list.count = kept;
}

/* The headers that are generated from what the patches touch, as the sources are now. */
static enum build_status remake_if_due(const struct tree *tree, const struct change *change,
				       const char *build, bool due)
{
	return due ? remake_headers(tree, change, build) : BUILD_OK;
}

/*
 * With all patches applied: the objects that are made from what they touch, and from headers that are generated
 * otherwise now. @due: whether there may be such headers.
 */
static enum build_status find_units(const struct tree *tree, const struct change *change,
				    const char *build, struct units *units, bool *due)
{
	struct units others = {0}, more = {0};
	struct remade remade = {0};
	enum build_status status =
		tree_affected(tree, change->files.items, change->files.count, units, &others);

	*due = status == BUILD_OK && remake_is_due(change, &others);
	if (!*due)
		return status;
	say("    generated headers may depend on the patch: making them again");
	status = remake_headers(tree, change, build);
	if (status == BUILD_OK)
		status = remade_find(tree, change, build, &remade);
	for (size_t i = 0; i < remade.files.count; i++)
		say("    %s changes", remade.files.items[i]);
	if (status != BUILD_OK || !remade.files.count)
		return status;
	for (size_t i = 0; i < change->files.count; i++)
		vec_push(&remade.files, change->files.items[i]);
	status = tree_affected(tree, remade.files.items, remade.files.count, &more, &others);
	units->list.count = 0;
	for (size_t i = 0; i < more.list.count; i++)
		vec_push(&units->list, more.list.items[i]);
	return status;
}

/* The base with the patches of the payloads below: compiled, and put aside. */
static enum build_status compile_base(const struct options *options, const struct tree *tree,
				      struct workspace *workspace, const char *build,
				      struct units *units, bool due)
{
	const struct change *change = &workspace->change;
	enum build_status status = change_restore(change);

	say_step("base", "compiling %zu objects with the patches below", units->list.count);
	if (status == BUILD_OK)
		status = change_apply_below(change);
	if (status == BUILD_OK)
		status = remake_if_due(tree, change, build, due);
	if (status == BUILD_OK)
		status = compile_units(units, build, workspace->include, options->jobs);
	for (size_t i = 0; status == BUILD_OK && i < units->list.count; i++) {
		struct unit *unit = &units->list.items[i];

		unit->tree_object = unit->base;
		unit->base = mem_format("%s/base-%zu.o", workspace->folder, i);
		if (rename(mem_format("%s/%s", build, unit->object), unit->base)) {
			say_error("%s was not written by its compile command", unit->object);
			return BUILD_COMPILE;
		}
	}
	if (status == BUILD_OK)
		status = change_restore(change);
	if (status == BUILD_OK)
		status = change_apply(change);
	return status == BUILD_OK ? remake_if_due(tree, change, build, due) : status;
}

enum build_status compile_xen(const struct options *options, const struct tree *tree,
			      struct workspace *workspace, struct units *units)
{
	struct change *change = &workspace->change;
	char *build = mem_format("%s/xen", change->top);
	struct units gone = {0};
	enum build_status status;
	bool due;

	say_step("copy", "the tree");
	status = tree_copy(tree, change->top);
	if (status == BUILD_OK)
		status = copy_outside(tree, change);
	if (status == BUILD_OK)
		status = change_begin(change);
	if (status == BUILD_OK)
		status = change_apply(change);
	if (status == BUILD_OK)
		status = find_units(tree, change, build, units, &due);
	if (status == BUILD_OK && units->list.count)
		qsort(units->list.items, units->list.count, sizeof(*units->list.items), unit_order);
	if (status == BUILD_OK && change->below->list.count)
		status = compile_base(options, tree, workspace, build, units, due);
	if (status != BUILD_OK)
		return status;
	add_recipes(tree, workspace, build, units);
	part_from_gone(build, units, &gone);
	say_step("compile", "%zu object%s", units->list.count, units->list.count == 1 ? "" : "s");
	status = compile_units(units, build, workspace->include, options->jobs);
	for (size_t i = 0; i < units->list.count; i++)
		units->list.items[i].patched =
			mem_format("%s/%s", build, units->list.items[i].object);
	for (size_t i = 0; i < gone.list.count; i++)
		vec_push(&units->list, gone.list.items[i]);
	return status == BUILD_OK ? add_new_sources(tree, workspace, build, units) : status;
}
