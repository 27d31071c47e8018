// SPDX-License-Identifier: BSD-2-Clause
/* Programs: built by their own build command, before and after the patches. */
#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "generated.h"
#include "interpose.h"
#include "records.h"
#include "base/say.h"

static bool skip_objects(const char *path, bool folder)
{
	return folder ? !strcmp(path, ".git")
		      : text_ends(path, ".o") || text_ends(path, ".a") ||
				text_ends(path, ".xsplice");
}

/* A folder that CMake or Meson configured knows where it was: the copy is to be configured anew. */
struct configured {
	const char *top;
	VEC(const char *) paths;
};

static void find_configured(void *ctx, const char *path)
{
	struct configured *found = ctx;
	const char *folder = mem_format("%s/%s", found->top, file_folder(path));

	if (!strcmp(path, "CMakeCache.txt")) {
		vec_push(&found->paths, mem_format("%s/CMakeCache.txt", found->top));
		vec_push(&found->paths, mem_format("%s/CMakeFiles", found->top));
	} else if (text_ends(path, "/CMakeCache.txt")) {
		vec_push(&found->paths, folder);
	} else if (text_ends(path, "/meson-private/coredata.dat")) {
		vec_push(&found->paths, file_folder(folder));
	}
}

static enum build_status forget_configured(const char *top)
{
	struct configured found = {.top = top};
	enum build_status status = file_walk(top, find_configured, &found);

	for (size_t i = 0; status == BUILD_OK && i < found.paths.count; i++)
		status = file_remove_tree(found.paths.items[i]);
	return status;
}

/* A program that is made straight from its sources would be up to date, without any object. */
static enum build_status forget_image(const char *top, const char *tree, const char *image)
{
	const char *from = file_real(tree), *file = file_real(image);
	size_t len = from ? strlen(from) : 0;

	if (!file || !len || strncmp(file, from, len) != 0 || file[len] != '/')
		return BUILD_OK;
	return file_remove_tree(mem_format("%s%s", top, file + len));
}

static enum build_status run_build(const struct options *options, const struct workspace *workspace,
				   const char *what)
{
	struct bytes output;
	char *command = mem_format("unset MAKEFLAGS MAKELEVEL MFLAGS; %s; %s",
				   interpose_environment(workspace->folder, workspace->change.top),
				   options->build);

	if (!run_command(workspace->change.top, command, &output))
		return BUILD_OK;
	say_error("%s: \"%s\" failed:", what, options->build);
	say("%s", (char *)output.at);
	return BUILD_COMPILE;
}

/* x.o is made from x.c, x.c.o from x.c, and p-x.o from x.c where one command made p of it. */
static const char *source_of(const struct change *change, const char *object)
{
	int stem = (int)strlen(object) - 2;
	const char *base = file_base(object), *dash = strchr(base, '-');
	VEC(const char *) candidates = {0};

	vec_push(&candidates, mem_format("%.*s.c", stem, object));
	vec_push(&candidates, mem_format("%.*s", stem, object));
	if (dash)
		vec_push(&candidates, mem_format("%.*s%.*s.c", (int)(base - object), object,
						 (int)strlen(dash + 1) - 2, dash + 1));
	for (size_t i = 0; i < candidates.count; i++)
		if (file_exists(mem_format("%s/%s", change->top, candidates.items[i])))
			return candidates.items[i];
	return NULL;
}

struct snapshot {
	const struct workspace *workspace;
	struct units *units;
	enum build_status status;
};

static void keep_object(void *ctx, const char *path)
{
	struct snapshot *snapshot = ctx;
	struct unit unit = {.object = path};
	struct bytes bytes;

	if (snapshot->status != BUILD_OK || !text_ends(path, ".o"))
		return;
	unit.source = source_of(&snapshot->workspace->change, path);
	unit.base = mem_format("%s/base/%s", snapshot->workspace->folder, path);
	unit.patched = mem_format("%s/%s", snapshot->workspace->change.top, path);
	snapshot->status = file_read(unit.patched, &bytes);
	if (snapshot->status == BUILD_OK)
		snapshot->status = file_make_folder(file_folder(unit.base));
	if (snapshot->status == BUILD_OK)
		snapshot->status = file_write(unit.base, bytes.at, bytes.len);
	vec_push(&snapshot->units->list, unit);
}

struct fresh {
	const struct workspace *workspace;
	struct map known;
	struct units *units;
};

static void add_object(void *ctx, const char *path)
{
	struct fresh *fresh = ctx;
	struct unit unit = {.object = path};

	if (!text_ends(path, ".o") || map_get(&fresh->known, path))
		return;
	unit.patched = mem_format("%s/%s", fresh->workspace->change.top, path);
	vec_push(&fresh->units->list, unit);
}

static bool same_file(const char *a, const char *b)
{
	struct bytes x, y;

	return file_read(a, &x) == BUILD_OK && file_read(b, &y) == BUILD_OK && x.len == y.len &&
	       !memcmp(x.at, y.at, x.len);
}

/* The copy was made between the builds: what was compiled again is newer than it. */
static bool is_remade(const struct unit *unit)
{
	struct stat base, patched;

	if (stat(unit->base, &base) || stat(unit->patched, &patched))
		return false;
	return patched.st_mtim.tv_sec != base.st_mtim.tv_sec
		       ? patched.st_mtim.tv_sec > base.st_mtim.tv_sec
		       : patched.st_mtim.tv_nsec > base.st_mtim.tv_nsec;
}

/*
 * Of all objects only those that differ matter; they keep the order of their names. With a new object, those
 * that were made again tell what the types that it uses were before.
 */
static enum build_status keep_changed(const struct workspace *workspace, const struct units *before,
				      struct units *units)
{
	struct units added = {0};
	struct fresh fresh = {.workspace = workspace, .units = &added};

	for (size_t i = 0; i < before->list.count; i++)
		map_put(&fresh.known, before->list.items[i].object, units);
	if (file_walk(workspace->change.top, add_object, &fresh) != BUILD_OK)
		return BUILD_INTERNAL;
	for (size_t i = 0; i < before->list.count; i++) {
		struct unit unit = before->list.items[i];

		if (unit.source &&
		    !file_exists(mem_format("%s/%s", workspace->change.top, unit.source)))
			unit.patched =
				NULL; /* the patch removes the file; its object may still be there */
		else if (!file_exists(unit.patched) || (same_file(unit.base, unit.patched) &&
							!(added.list.count && is_remade(&unit))))
			continue;
		vec_push(&units->list, unit);
	}
	for (size_t i = 0; i < added.list.count; i++)
		vec_push(&units->list, added.list.items[i]);
	for (size_t i = 0; i < units->list.count; i++)
		if (!units->list.items[i].source)
			units->list.items[i].source =
				source_of(&workspace->change, units->list.items[i].object);
	return BUILD_OK;
}

/* What the compilers recorded so far; what they record from now on is another build's. */
static enum build_status take_records(const struct workspace *workspace, struct map *recipes)
{
	const char *folder = mem_format("%s/commands", workspace->folder);
	enum build_status status = records_read(
		folder, interpose_words(workspace->change.top, workspace->include), recipes);

	if (status == BUILD_OK)
		status = file_remove_tree(folder);
	return status == BUILD_OK ? file_make_folder(folder) : status;
}

/* Where the compiler found it, relative to the tree; NULL if that is elsewhere. */
static const char *recorded_source(const struct change *change, const struct recipe *recipe)
{
	const char *top = file_real(change->top), *source = recipe ? recipe->source : NULL;
	size_t len = top ? strlen(top) : 0;

	if (!source || !len)
		return NULL;
	source = file_real(*source == '/' ? source : mem_format("%s/%s", recipe->folder, source));
	return source && text_starts(source, top) && source[len] == '/' ? source + len + 1 : NULL;
}

static enum build_status add_recipes(const struct workspace *workspace, struct map *base_recipes,
				     struct units *units)
{
	struct map recipes = {0};
	enum build_status status = take_records(workspace, &recipes);

	units->recipes = base_recipes;
	units->folder = units->objects = workspace->change.top;
	units->one_folder = true;
	for (size_t i = 0; i < units->list.count; i++) {
		struct unit *unit = &units->list.items[i];
		const char *path = file_real(mem_format("%s/%s", units->folder, unit->object));

		if (!path)
			continue;
		unit->base_recipe = map_get(base_recipes, path);
		unit->recipe = map_get(&recipes, path);
		if (!unit->source)
			unit->source = recorded_source(&workspace->change, unit->recipe);
	}
	return status;
}

enum build_status compile_program(const struct options *options, struct workspace *workspace,
				  struct units *units)
{
	struct change *change = &workspace->change;
	struct units before = {0};
	struct map *base_recipes = MEM_NEW(struct map);
	struct snapshot snapshot = {.workspace = workspace, .units = &before};
	enum build_status status;

	say_step("copy", "%s", options->tree);
	if (!file_is_folder(options->tree)) {
		say_error("no such source tree: %s", options->tree);
		return BUILD_INTERNAL;
	}
	units->image = options->image;
	if (!file_exists(units->image))
		units->image = mem_format("%s/%s", options->tree, options->image);
	status = file_copy_tree(options->tree, change->top, skip_objects);
	if (status == BUILD_OK)
		status = forget_configured(change->top);
	if (status == BUILD_OK)
		status = forget_image(change->top, options->tree, units->image);
	if (status == BUILD_OK)
		status = interpose_write(workspace->folder, change->top, workspace->include);
	if (status == BUILD_OK)
		status = change_begin(change);
	if (status == BUILD_OK)
		status = change_apply_below(change);
	if (status != BUILD_OK)
		return status;
	say_step("base", "building the program as it is");
	status = run_build(options, workspace, "the program as it is");
	if (status == BUILD_OK)
		status = file_walk(change->top, keep_object, &snapshot);
	if (status == BUILD_OK)
		status = snapshot.status;
	if (status == BUILD_OK && !before.list.count) {
		say_error("\"%s\" made no object (*.o) in the copy of %s: it has to build inside "
			  "of the tree",
			  options->build, options->tree);
		status = BUILD_COMPILE;
	}
	if (status == BUILD_OK)
		status = take_records(workspace, base_recipes);
	units->generated = mem_format("%s/generated", workspace->folder);
	if (status == BUILD_OK)
		status = generated_keep(change->top, units->generated);
	if (status == BUILD_OK && change->below->list.count)
		status = change_restore(change);
	if (status == BUILD_OK)
		status = change_apply(change);
	if (status == BUILD_OK)
		status = change_touch(change);
	if (status != BUILD_OK)
		return status;
	say_step("compile", "building the patched program");
	status = run_build(options, workspace, "the patched program");
	if (status == BUILD_OK)
		status = keep_changed(workspace, &before, units);
	return status == BUILD_OK ? add_recipes(workspace, base_recipes, units) : status;
}
