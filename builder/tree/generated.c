// SPDX-License-Identifier: BSD-2-Clause
#include "generated.h"

#include <string.h>

static bool skip_others(const char *path, bool folder)
{
	static const char *const suffixes[] = {".h", ".hh", ".hpp", ".hxx", ".inc", ".def",
					       ".c", ".cc", ".cpp", ".cxx", ".tbl", ".x"};

	if (folder)
		return !strcmp(path, ".git");
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (text_ends(path, suffixes[i]))
			return false;
	return true;
}

enum build_status generated_keep(const char *top, const char *folder)
{
	enum build_status status = file_make_folder(folder);

	return status == BUILD_OK ? file_copy_tree(top, folder, skip_others) : status;
}

struct swap {
	const char *top;
	const char *folder;
	struct map ours; /* files of the change */
	enum build_status status;
};

static void swap_file(void *ctx, const char *path)
{
	struct swap *swap = ctx;
	const char *now = mem_format("%s/%s", swap->top, path);
	const char *then = mem_format("%s/%s", swap->folder, path);
	struct bytes a = {0}, b = {0};

	if (swap->status != BUILD_OK || map_get(&swap->ours, path) || !file_was_written(now, then))
		return;
	swap->status = file_read(now, &a);
	if (swap->status == BUILD_OK)
		swap->status = file_read(then, &b);
	if (swap->status != BUILD_OK || (a.len == b.len && !memcmp(a.at, b.at, a.len)))
		return;
	swap->status = file_write(now, b.at, b.len);
	if (swap->status == BUILD_OK)
		swap->status = file_write(then, a.at, a.len);
}

enum build_status generated_swap(const char *top, const char *folder, const struct change *change)
{
	struct swap swap = {.top = top, .folder = folder};
	enum build_status status;

	for (size_t i = 0; i < change->files.count; i++)
		map_put(&swap.ours, change->files.items[i], &swap);
	status = file_walk(folder, swap_file, &swap);
	return status == BUILD_OK ? swap.status : status;
}
