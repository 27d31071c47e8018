// SPDX-License-Identifier: BSD-2-Clause
#include "objects.h"

#include <stdio.h>

#include "base/say.h"
#include "compare.h"
#include "correlate.h"

static const char *const words[] = {"?", "same", "changed", "new", "gone"};

/* Literals, and what no symbol names, count with those that refer to them. */
static size_t tell(const struct object *object, bool gone)
{
	size_t count = 0;

	for (size_t i = 0; i < object->atoms.count; i++) {
		const struct atom *atom = object->atoms.items[i];

		if ((gone ? atom->change != CHANGE_GONE : atom->change == CHANGE_NONE) ||
		    !atom->name || atom->literal || atom->section->role == ROLE_IGNORED)
			continue;
		printf("%s: %s %s %s%s%s\n", object->name, words[atom->change], atom->section->name,
		       atom->name, atom->why ? ": " : "", atom->why ? atom->why : "");
		count++;
	}
	return count;
}

static enum build_status compare_pair(const char *const pair[2], size_t *differences)
{
	struct object *base = NULL, *patched = NULL;
	enum build_status status = object_read(pair[0], pair[0], NULL, &base);

	if (status == BUILD_OK)
		status = object_read(pair[1], pair[1], NULL, &patched);
	if (status != BUILD_OK)
		return status;
	correlate(base, patched);
	compare(patched);
	compare_gone(base);
	*differences += tell(patched, false) + tell(base, true);
	return BUILD_OK;
}

enum build_status objects_compare(const struct options *options)
{
	size_t differences = 0;

	say_begin(0, options->debug);
	for (size_t i = 0; i < options->pairs.count; i++) {
		struct mem_pool *pool = mem_pool_open();
		enum build_status status =
			compare_pair(options->pairs.items[i].object, &differences);

		mem_pool_close();
		mem_pool_release(pool);
		if (status != BUILD_OK)
			return status;
	}
	return differences ? BUILD_OK : BUILD_NOTHING;
}
