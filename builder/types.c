// SPDX-License-Identifier: BSD-2-Clause
#include "types.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "callers.h"
#include "compare.h"
#include "correlate.h"
#include "generated.h"
#include "layout.h"
#include "say.h"
#include "signature.h"
#include "skeleton.h"
#include "uses.h"

enum side { BASE, PATCHED, SIDES };

/* struct check - one pair of objects and what is made of its source */
struct check {
	const struct pair *pair;
	const struct recipe *recipes[SIDES];
	const char *texts[SIDES];
	const char *objects[SIDES];	    /* with debug information */
	bool layouts;			    /* are to be compared */
	bool debug;			    /* information is needed */
	bool heads;			    /* of functions may differ, of any */
	VEC(const struct atom *) functions; /* whose signature may have changed */
};

struct types {
	struct build *build;
	const struct units *units;
	const struct workspace *workspace;
	const char *folder;
	VEC(struct check) checks;
	struct debuginfo infos[SIDES];
	struct debuginfo user;
	struct map told;
};

/* ---- what is made of the sources -------------------------------------------------------------- */

static bool brings_something(const struct build *build, const struct pair *pair)
{
	for (size_t i = 0; i < build->shipped.count; i++)
		if (build->shipped.items[i]->object == pair->patched)
			return true;
	return false;
}

static void add_checks(struct types *types)
{
	const struct build *build = types->build;

	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct unit *unit = build->pairs.items[i].unit;
		struct check check = {.pair = &build->pairs.items[i],
				      .recipes = {unit->base_recipe, unit->recipe}};
		bool assembly =
			unit->assembly || (unit->recipe && recipe_is_assembly(unit->recipe));

		if (!unit->base || !unit->patched || assembly ||
		    !brings_something(build, check.pair))
			continue;
		for (int side = BASE; side < SIDES; side++) {
			const char *stem =
				mem_format("%s/%zu-%s", types->folder, types->checks.count,
					   side == BASE ? "base" : "patched");

			check.texts[side] = mem_format("%s.i", stem);
			check.objects[side] = mem_format("%s.o", stem);
		}
		if (!unit->base_recipe || !unit->recipe) {
			/* Not seen to be compiled: it may have what is needed by itself. */
			check.objects[BASE] = unit->base;
			check.objects[PATCHED] = unit->patched;
			check.layouts = check.debug = true;
		}
		vec_push(&types->checks, check);
	}
}

static enum build_status run(struct types *types, struct job *jobs, size_t count)
{
	if (!run_jobs(jobs, count, types->build->options->jobs))
		return BUILD_OK;
	for (size_t i = 0; i < count; i++) {
		if (!jobs[i].status)
			continue;
		say_error("%s cannot be compiled once more, to compare its types:", jobs[i].what);
		say("%s", (char *)jobs[i].output.at);
	}
	return BUILD_COMPILE;
}

static enum build_status make_texts(struct types *types, int from, int to)
{
	struct job *jobs = mem_alloc(types->checks.count * SIDES * sizeof(*jobs));
	size_t count = 0;

	for (size_t i = 0; i < types->checks.count; i++) {
		const struct check *check = &types->checks.items[i];

		for (int side = from; side < to && !check->debug; side++)
			jobs[count++] =
				(struct job){.folder = check->recipes[side]->folder,
					     .command = recipe_preprocess(check->recipes[side],
									  check->texts[side]),
					     .what = check->pair->unit->object};
	}
	return run(types, jobs, count);
}

static enum build_status swap_generated(struct types *types)
{
	const struct units *units = types->units;

	return units->generated
		       ? generated_swap(units->folder, units->generated, &types->workspace->change)
		       : BUILD_OK;
}

static enum build_status preprocess(struct types *types)
{
	const struct change *change = &types->workspace->change;
	enum build_status status;

	if (!types->units->one_folder)
		return make_texts(types, BASE, SIDES);
	status = make_texts(types, PATCHED, SIDES);
	if (status == BUILD_OK)
		status = change_restore(change);
	if (status == BUILD_OK)
		status = change_apply_below(change);
	if (status == BUILD_OK)
		status = swap_generated(types);
	if (status == BUILD_OK)
		status = make_texts(types, BASE, PATCHED);
	if (status == BUILD_OK)
		status = swap_generated(types);
	if (status == BUILD_OK)
		status = change_restore(change);
	return status == BUILD_OK ? change_apply(change) : status;
}

static struct job debug_job(const struct check *check, int side, const char *what)
{
	const struct recipe *recipe = check->recipes[side];

	return (struct job){.folder = recipe->folder,
			    .command =
				    recipe_debug(recipe, check->texts[side], check->objects[side]),
			    .what = what};
}

static enum build_status make_objects(struct types *types)
{
	struct job *jobs = mem_alloc(types->checks.count * SIDES * sizeof(*jobs));
	size_t count = 0;

	for (size_t i = 0; i < types->checks.count; i++) {
		const struct check *check = &types->checks.items[i];

		for (int side = BASE; side < SIDES; side++)
			if (check->debug && check->recipes[BASE] && check->recipes[PATCHED])
				jobs[count++] = debug_job(check, side, check->pair->unit->object);
	}
	if (count)
		say("    types may have changed: compiling %zu object%s with debug information",
		    count, count == 1 ? "" : "s");
	return run(types, jobs, count);
}

/* ---- what differs in the texts ---------------------------------------------------------------- */

/* Read into the same memory again and again: there may be hundreds. */
static bool read_again(const char *path, char **text, size_t *len)
{
	static char *room;
	static size_t room_len;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	size_t at = 0;

	if (fd < 0 || fstat(fd, &info)) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	*len = (size_t)info.st_size;
	if (*len > room_len) {
		room_len = 2 * *len;
		room = mem_alloc(room_len);
	}
	*text = room;
	while (at < *len) {
		ssize_t got = read(fd, room + at, *len - at);

		if (got <= 0)
			break;
		at += (size_t)got;
	}
	close(fd);
	return at == *len;
}

static bool was_seen(const uint64_t *prints, size_t count, uint64_t print)
{
	for (size_t i = 0; i < count; i++)
		if (prints[i] == print)
			return true;
	return false;
}

/* Functions that somebody outside of the payload may call or have the address of. */
static void add_functions(struct types *types, struct check *check,
			  const struct skeleton_diff *diff)
{
	const struct build *build = types->build;

	for (size_t i = 0; i < build->functions.count; i++) {
		const struct atom *function = build->functions.items[i];

		if (function->object != check->pair->patched)
			continue;
		if (check->heads || skeleton_function(diff, function->name))
			vec_push(&check->functions, function);
	}
}

static enum build_status find_differences(struct types *types)
{
	struct skeleton skeletons[SIDES] = {0};
	struct skeleton_diff diff = {0};
	VEC(uint64_t) seen = {0};

	for (size_t i = 0; i < types->checks.count; i++) {
		struct check *check = &types->checks.items[i];
		bool comparable = !check->debug && recipe_is_c(check->recipes[PATCHED]) &&
				  recipe_is_same(check->recipes[BASE], check->recipes[PATCHED]);

		diff.types = !comparable;
		diff.only_records = comparable;
		for (int side = BASE; side < SIDES && comparable; side++) {
			char *text;
			size_t len;

			if (!read_again(check->texts[side], &text, &len)) {
				say_error("cannot read %s", check->texts[side]);
				return BUILD_INTERNAL;
			}
			skeleton_scan(&skeletons[side], text, len);
		}
		if (comparable)
			skeleton_compare(&skeletons[BASE], &skeletons[PATCHED], &diff);
		check->layouts |= diff.types && !(diff.only_records &&
						  was_seen(seen.items, seen.count, diff.print));
		if (diff.types && diff.only_records)
			vec_push(&seen, diff.print);
		check->heads = diff.types && !diff.only_records;
		add_functions(types, check, &diff);
		check->debug |= check->layouts || check->functions.count;
		say_debug("types of %s: %s%zu signatures", check->pair->unit->object,
			  check->layouts ? "layouts, " : "", check->functions.count);
	}
	return BUILD_OK;
}

/* ---- layouts ---------------------------------------------------------------------------------- */

/* A path as the user knows it: relative to the sources. */
static const char *shown_file(const struct types *types, const char *file)
{
	size_t len = strlen(types->units->folder);

	if (!file)
		return NULL;
	if (!strncmp(file, types->units->folder, len) && file[len] == '/')
		file += len + 1;
	while (text_starts(file, "./"))
		file += 2;
	return file;
}

static bool is_local(const struct types *types, const struct check *check,
		     const struct layout_change *change)
{
	static const char *const keywords[] = {
		[NAMED_STRUCT] = "struct",
		[NAMED_UNION] = "union",
		[NAMED_ENUM] = "enum",
	};
	const char *file = shown_file(types, change->file);
	char *text;
	size_t len;

	if (change->kind > NAMED_TYPEDEF || change->kind == NAMED_CLASS || !check->recipes[BASE] ||
	    !recipe_is_c(check->recipes[BASE]))
		return false;
	/* What a header defines, other objects use, too. */
	if (!file || !check->pair->unit->source ||
	    strcmp(file, shown_file(types, check->pair->unit->source)))
		return false;
	return read_again(check->texts[BASE], &text, &len) &&
	       uses_only_local(text, len,
			       change->kind == NAMED_TYPEDEF ? NULL : keywords[change->kind],
			       change->name);
}

static void note_once(struct types *types, const char *where, const char *text)
{
	text = mem_format("%s%s%s", where ? where : "", where ? ": " : "", text);
	if (!map_get(&types->told, text)) {
		map_put(&types->told, text, types);
		note(types->build, "%s", text);
	}
}

#define SEE_LAYOUT "docs/patch-authors.md#layout."

static void refuse_layout(struct build *build, const char *where,
			  const struct layout_change *change)
{
	if (change->kind == NAMED_VARIABLE)
		block_at(build, where, "Give the new variable another name: " SEE_LAYOUT,
			 "cannot patch: variable %s %s; the live one keeps its content",
			 change->title, change->what);
	else if (change->kind == NAMED_ENUM || change->kind == NAMED_ENUMERATOR)
		block_at(build, where, "Keep the values and append new ones: " SEE_LAYOUT,
			 "cannot patch: %s %s; live objects hold the old values", change->title,
			 change->what);
	else if (change->verdict == LAYOUT_PADDING)
		block_at(build, where,
			 "If the fix copes with that, say --allow-padding; else use a shadow "
			 "variable: " SEE_LAYOUT,
			 "cannot patch: %s %s; live objects have anything there", change->title,
			 change->what);
	else
		block_at(build, where, "Keep the struct and use a shadow variable: " SEE_LAYOUT,
			 "cannot patch: %s %s; live objects keep the old layout", change->title,
			 change->what);
}

static void judge_layout(struct types *types, const struct check *check,
			 const struct layout_change *change)
{
	struct build *build = types->build;
	const char *file = shown_file(types, change->file);
	const char *where = file ? mem_format("%s:%d", file, change->line) : NULL;
	const char *text = mem_format("%s %s", change->title, change->what);

	if (map_get(&build->named, mem_format("ignore %s", change->title)))
		note_once(types, where, mem_format("%s; the patch says to ignore it", text));
	else if (change->verdict == LAYOUT_NOTED)
		note_once(types, where, text);
	else if (change->verdict == LAYOUT_PADDING && build->options->allow_padding)
		note_once(
			types, where,
			mem_format("%s; live objects have anything there (--allow-padding)", text));
	else if (is_local(types, check, change))
		note_once(types, where,
			  mem_format("%s; only local variables are of that type", text));
	else
		refuse_layout(build, where, change);
}

/* ---- signatures ------------------------------------------------------------------------------- */

#define SEE_SIGNATURE                                                                              \
	"Keep its signature, and give the new one another name: "                                  \
	"docs/patch-authors.md#signature-of-a-function."

/* Did a caller whose code is what it was see the new declaration? Then that code is right for it. */
static bool declares_anew(struct types *types, const char *object, const struct recipe *recipe,
			  const struct atom *function)
{
	struct check check = {.recipes = {[PATCHED] = recipe},
			      .texts = {[PATCHED] = mem_format("%s/user.i", types->folder)},
			      .objects = {[PATCHED] = mem_format("%s/user.o", types->folder)}};
	bool declared = false;
	struct job job;

	if (!recipe)
		return false;
	job = (struct job){.folder = recipe->folder,
			   .command = recipe_preprocess(recipe, check.texts[PATCHED]),
			   .what = object};
	if (run_jobs(&job, 1, 1))
		return false;
	job = debug_job(&check, PATCHED, object);
	if (run_jobs(&job, 1, 1) || !debuginfo_open(check.objects[PATCHED], &types->user))
		return false;
	declared = signature_declared(&types->user, &types->infos[PATCHED], function->name);
	debuginfo_close(&types->user);
	return declared;
}

static const struct recipe *recipe_of(const struct units *units, const char *object)
{
	const char *path = file_real(mem_format("%s/%s", units->objects, object));

	return units->recipes && path ? map_get(units->recipes, path) : NULL;
}

static void judge_callers(struct types *types, const struct atom *function, const char *change)
{
	struct build *build = types->build;
	struct map known = {0};
	struct caller caller;

	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct pair *pair = &build->pairs.items[i];
		const struct atom *user = signature_caller(pair, function);

		map_put(&known, pair->unit->object, types);
		if (user && pair->patched != function->object &&
		    !declares_anew(types, pair->unit->object, pair->unit->recipe, function))
			block(build, function, SEE_SIGNATURE,
			      "its signature changed (%s), and %s in %s calls it as it was", change,
			      atom_title(user), atom_place(user));
	}
	while (callers_elsewhere(types->units->objects, &known, function->name, &caller)) {
		const struct recipe *recipe = recipe_of(types->units, caller.object);

		map_put(&known, caller.object, types);
		if (declares_anew(types, caller.object, recipe, function))
			continue;
		block(build, function, SEE_SIGNATURE,
		      "its signature changed (%s), and %s in %s calls it as it was", change,
		      caller.name, caller.object);
		break;
	}
}

/*
 * Within the file that defines it, calls are right: they were compiled with the new definition in sight,
 * and if that made no difference to their code, none is needed.
 */
static void judge_signature(struct types *types, const struct atom *function)
{
	const char *change =
		signature_change(&types->infos[BASE], &types->infos[PATCHED], function->name);
	const char *pointer;

	if (!change)
		return;
	pointer = signature_pointer(types->build, function);
	if (pointer)
		block(types->build, function, SEE_SIGNATURE,
		      "its signature changed (%s), and its address is taken by %s", change,
		      pointer);
	if (function->global)
		judge_callers(types, function, change);
}

/* ---- the whole -------------------------------------------------------------------------------- */

/* Debug information must not change the code: then it speaks of the code that runs. */
static bool same_code(const struct check *check, int side)
{
	const struct unit *unit = check->pair->unit;
	const char *made = side == BASE ? unit->base : unit->patched;
	struct object *a = NULL, *b = NULL;

	if (!strcmp(made, check->objects[side]))
		return true;
	if (object_read(made, unit->object, unit->source, &a) != BUILD_OK ||
	    object_read(check->objects[side], unit->object, unit->source, &b) != BUILD_OK)
		return false;
	correlate(a, b);
	compare(b);
	for (size_t i = 0; i < b->atoms.count; i++) {
		const struct atom *atom = b->atoms.items[i];

		if (atom->change != CHANGE_NONE && atom->name && !atom->literal) {
			say_debug("%s is other code with debug information", atom->name);
			return false;
		}
	}
	return true;
}

static void judge_pair(struct types *types, const struct check *check)
{
	const char *object = check->pair->unit->object;
	struct layout_changes changes = {0};

	for (int side = BASE; side < SIDES; side++)
		if (!debuginfo_open(check->objects[side], &types->infos[side])) {
			block_at(
				types->build,
				check->pair->unit->source ? check->pair->unit->source : object,
				"Build it with -g.",
				"cannot compare types: how %s is compiled was not seen, and it has "
				"no debug information",
				object);
			goto close;
		}
	if (!same_code(check, BASE) || !same_code(check, PATCHED))
		note(types->build, "%s compiles to other code when made for its types alone",
		     object);
	if (check->layouts)
		layout_compare(&types->infos[BASE], &types->infos[PATCHED], &changes);
	for (size_t i = 0; i < changes.list.count; i++)
		judge_layout(types, check, &changes.list.items[i]);
	for (size_t i = 0; i < check->functions.count; i++)
		judge_signature(types, check->functions.items[i]);
close:
	debuginfo_close(&types->infos[BASE]);
	debuginfo_close(&types->infos[PATCHED]);
}

enum build_status types_judge(struct build *build, const struct units *units,
			      const struct workspace *workspace)
{
	struct types types = {.build = build,
			      .units = units,
			      .workspace = workspace,
			      .folder = mem_format("%s/types", workspace->folder)};
	enum build_status status = file_make_folder(types.folder);

	add_checks(&types);
	if (!types.checks.count)
		return status;
	say_step("comparing types");
	if (status == BUILD_OK)
		status = preprocess(&types);
	if (status == BUILD_OK)
		status = find_differences(&types);
	if (status == BUILD_OK)
		status = make_objects(&types);
	for (size_t i = 0; status == BUILD_OK && i < types.checks.count; i++)
		if (types.checks.items[i].debug)
			judge_pair(&types, &types.checks.items[i]);
	return status;
}
