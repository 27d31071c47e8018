// SPDX-License-Identifier: BSD-2-Clause
#include "along.h"

#include <string.h>

#include "emit/select.h"

bool along_in_patch(const struct build *build, const struct object *object)
{
	for (size_t i = 0; i < build->pairs.count; i++)
		if (!strcmp(build->pairs.items[i].patched->name, object->name))
			return true;
	return false;
}

void along_itself(struct object *object)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];

		if (atom->twin)
			continue;
		atom->twin = atom;
		atom->change = CHANGE_NONE;
	}
}

void along_replace(struct build *build, struct atom *function, const char *why)
{
	for (size_t i = 0; i < build->functions.count; i++)
		if (build->functions.items[i] == function)
			return;
	if (!function->twin) /* new: it ships if somebody uses it */
		return;
	if (function->change == CHANGE_NONE) {
		function->change = CHANGE_CONTENT;
		function->why = why;
	}
	select_function(build, function);
}
