// SPDX-License-Identifier: BSD-2-Clause
#include "retake.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare/compare.h"
#include "compare/correlate.h"
#include "generated.h"
#include "base/say.h"

struct retake retake_new(const struct unit *unit, const char *folder, size_t number)
{
	static const char *const names[SIDES] = {"base", "patched"};
	struct retake retake = {.unit = unit, .recipes = {unit->base_recipe, unit->recipe}};

	for (int side = BASE; side < SIDES; side++) {
		const char *stem = mem_format("%s/%zu-%s", folder, number, names[side]);

		retake.texts[side] = mem_format("%s.i", stem);
		retake.objects[side] = mem_format("%s.o", stem);
	}
	if (!retake_is_known(&retake)) {
		retake.objects[BASE] = unit->base;
		retake.objects[PATCHED] = unit->patched;
	}
	return retake;
}

bool retake_is_known(const struct retake *retake)
{
	return retake->recipes[BASE] && retake->recipes[PATCHED];
}

/* ---- running compilers ------------------------------------------------------------------------ */

static enum build_status run(struct job *jobs, size_t count, int parallel)
{
	if (!run_jobs(jobs, count, parallel))
		return BUILD_OK;
	for (size_t i = 0; i < count; i++) {
		if (!jobs[i].status)
			continue;
		say_error("%s cannot be compiled once more, to compare its types:", jobs[i].what);
		say("%s", (char *)jobs[i].output.at);
	}
	return BUILD_COMPILE;
}

static struct job text_job(const struct retake *retake, int side, const char *what)
{
	const struct recipe *recipe = retake->recipes[side];

	return (struct job){.folder = recipe->folder,
			    .command = recipe_preprocess(recipe, retake->texts[side]),
			    .what = what};
}

static struct job object_job(const struct retake *retake, int side, const char *what)
{
	const struct recipe *recipe = retake->recipes[side];

	return (struct job){
		.folder = recipe->folder,
		.command = recipe_debug(recipe, retake->texts[side], retake->objects[side]),
		.what = what};
}

static enum build_status make_texts(struct retake *const *retakes, size_t count, int from, int to,
				    int parallel)
{
	struct job *jobs = mem_alloc((count + 1) * SIDES * sizeof(*jobs));
	size_t wanted = 0;

	for (size_t i = 0; i < count; i++)
		for (int side = from; side < to; side++)
			if (retakes[i]->text && retake_is_known(retakes[i]))
				jobs[wanted++] =
					text_job(retakes[i], side, retakes[i]->unit->object);
	return run(jobs, wanted, parallel);
}

static enum build_status swap_generated(const struct units *units, const struct change *change)
{
	return units->generated ? generated_swap(units->folder, units->generated, change)
				: BUILD_OK;
}

enum build_status retake_texts(struct retake *const *retakes, size_t count,
			       const struct units *units, const struct change *change, int parallel)
{
	enum build_status status;

	if (!units->one_folder)
		return make_texts(retakes, count, BASE, SIDES, parallel);
	status = make_texts(retakes, count, PATCHED, SIDES, parallel);
	if (status == BUILD_OK)
		status = change_restore(change);
	if (status == BUILD_OK)
		status = change_apply_below(change);
	if (status == BUILD_OK)
		status = swap_generated(units, change);
	if (status == BUILD_OK)
		status = make_texts(retakes, count, BASE, PATCHED, parallel);
	if (status == BUILD_OK)
		status = swap_generated(units, change);
	if (status == BUILD_OK)
		status = change_restore(change);
	return status == BUILD_OK ? change_apply(change) : status;
}

enum build_status retake_objects(struct retake *const *retakes, size_t count, int parallel)
{
	struct job *jobs = mem_alloc((count + 1) * SIDES * sizeof(*jobs));
	size_t wanted = 0;

	for (size_t i = 0; i < count; i++)
		for (int side = BASE; side < SIDES; side++)
			if (retakes[i]->object && retake_is_known(retakes[i]))
				jobs[wanted++] =
					object_job(retakes[i], side, retakes[i]->unit->object);
	if (wanted)
		say("    types may have changed: compiling %zu objects with debug information",
		    wanted);
	return run(jobs, wanted, parallel);
}

bool retake_object(const struct retake *retake, const char *object)
{
	struct job job;

	if (!retake->recipes[PATCHED])
		return false;
	job = text_job(retake, PATCHED, object);
	if (run_jobs(&job, 1, 1))
		return false;
	job = object_job(retake, PATCHED, object);
	return !run_jobs(&job, 1, 1);
}

/* ---- looking at what was made ----------------------------------------------------------------- */

/* Into the same memory again and again: there may be hundreds. */
bool retake_text(const struct retake *retake, enum side side, char **text, size_t *len)
{
	static char *room;
	static size_t room_len;
	int fd = open(retake->texts[side], O_RDONLY | O_CLOEXEC);
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

bool retake_same_code(const struct retake *retake, enum side side)
{
	const struct unit *unit = retake->unit;
	const char *made = side == BASE ? unit->base : unit->patched;
	struct object *a = NULL, *b = NULL;

	if (!strcmp(made, retake->objects[side]))
		return true;
	if (object_read(made, unit->object, unit->source, &a) != BUILD_OK ||
	    object_read(retake->objects[side], unit->object, unit->source, &b) != BUILD_OK)
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
