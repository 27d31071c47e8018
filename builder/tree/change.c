// SPDX-License-Identifier: BSD-2-Clause
#include "change.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "lines.h"
#include "removed.h"
#include "base/say.h"

static const char *original_of(const struct change *change, const char *file)
{
	return mem_format("%s/%s", change->originals, file);
}

static const char *copy_of(const struct change *change, const char *file)
{
	return mem_format("%s/%s", change->top, file);
}

void change_files(struct change *change)
{
	const struct patches *both[] = {change->below, change->patches};
	struct map seen = {0};

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < both[i]->list.count; j++) {
			const struct patch *patch = &both[i]->list.items[j];

			for (size_t k = 0; k < patch->files.count; k++) {
				const char *file = patch->files.items[k];

				if (map_get(&seen, file))
					continue;
				map_put(&seen, file, change);
				vec_push(&change->files, file);
			}
		}
	}
}

static enum build_status copy_text(const char *from, const char *to)
{
	enum build_status status = file_make_folder(file_folder(to));
	struct bytes text;

	if (status == BUILD_OK)
		status = file_read(from, &text);
	return status == BUILD_OK ? file_write(to, text.at, text.len) : status;
}

enum build_status change_begin(struct change *change)
{
	enum build_status status = BUILD_OK;

	for (size_t i = 0; status == BUILD_OK && i < change->files.count; i++) {
		const char *file = change->files.items[i];

		if (file_exists(copy_of(change, file)))
			status = copy_text(copy_of(change, file), original_of(change, file));
	}
	return status;
}

bool change_is_new(const struct change *change, const char *file)
{
	return !file_exists(original_of(change, file)) && file_exists(copy_of(change, file));
}

static bool is_c(const char *path)
{
	return text_ends(path, ".c") || text_ends(path, ".h") || text_ends(path, ".cc") ||
	       text_ends(path, ".cpp") || text_ends(path, ".hpp");
}

static enum build_status neutralize(const struct change *change)
{
	enum build_status status = BUILD_OK;

	for (size_t i = 0; status == BUILD_OK && i < change->files.count; i++) {
		const char *file = change->files.items[i];
		const char *base = original_of(change, file), *patched = copy_of(change, file);

		if (is_c(file) && file_exists(base) && file_exists(patched))
			status = lines_neutralize(base, patched);
	}
	return status;
}

static enum build_status apply(const struct change *change, const struct patches *patches)
{
	enum build_status status = BUILD_OK;

	for (size_t i = 0; status == BUILD_OK && i < patches->list.count; i++)
		status = patch_apply(&patches->list.items[i], change->top);
	return status;
}

enum build_status change_apply_below(const struct change *change)
{
	enum build_status status = apply(change, change->below);

	return status == BUILD_OK ? neutralize(change) : status;
}

enum build_status change_restore(const struct change *change)
{
	enum build_status status = BUILD_OK;

	for (size_t i = 0; status == BUILD_OK && i < change->files.count; i++) {
		const char *file = change->files.items[i];

		if (file_exists(original_of(change, file)))
			status = copy_text(original_of(change, file), copy_of(change, file));
		else if (file_exists(copy_of(change, file)))
			status = file_remove_tree(copy_of(change, file));
	}
	return status;
}

/* What a reviewer is shown: the files without the directives that neutralize() adds. */
static enum build_status keep_copies(const struct change *change, const char *folder)
{
	enum build_status status = BUILD_OK;

	for (size_t i = 0; status == BUILD_OK && i < change->files.count; i++) {
		const char *file = change->files.items[i];

		if (file_exists(copy_of(change, file)))
			status =
				copy_text(copy_of(change, file), mem_format("%s/%s", folder, file));
	}
	return status;
}

static enum build_status keep_removed(const struct change *change)
{
	struct removed removed = {0};
	enum build_status status = removed_read(change, &removed);

	for (size_t i = 0; status == BUILD_OK && i < removed.files.count; i++) {
		const char *file = removed.files.items[i];

		status = copy_text(mem_format("%s/%s", change->kept, file), copy_of(change, file));
	}
	return status;
}

enum build_status change_apply(const struct change *change)
{
	enum build_status status = apply(change, change->below);

	if (status == BUILD_OK)
		status = keep_copies(change, change->before);
	if (status == BUILD_OK)
		status = apply(change, change->patches);
	if (status == BUILD_OK)
		status = keep_copies(change, change->after);
	if (status == BUILD_OK && change->kept)
		status = keep_removed(change);
	return status == BUILD_OK ? neutralize(change) : status;
}

struct newest {
	const char *top;
	struct timespec time;
};

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static void look_at_time(void *ctx, const char *path)
{
	struct newest *newest = ctx;
	struct stat st;

	if (!stat(mem_format("%s/%s", newest->top, path), &st) &&
	    is_later(&st.st_mtim, &newest->time))
		newest->time = st.st_mtim;
}

enum build_status change_touch(const struct change *change)
{
	struct newest newest = {.top = change->top};
	struct timespec times[2];
	enum build_status status;

	clock_gettime(CLOCK_REALTIME, &newest.time);
	status = file_walk(change->top, look_at_time, &newest);
	if (status != BUILD_OK)
		return status;
	newest.time.tv_nsec += 1000;
	if (newest.time.tv_nsec >= 1000000000) {
		newest.time.tv_nsec -= 1000000000;
		newest.time.tv_sec++;
	}
	times[0] = times[1] = newest.time;
	for (size_t i = 0; i < change->files.count; i++) {
		const char *path = copy_of(change, change->files.items[i]);

		if (file_exists(path) && utimensat(AT_FDCWD, path, times, 0)) {
			say_error("cannot set the time of %s", path);
			return BUILD_INTERNAL;
		}
	}
	return BUILD_OK;
}
