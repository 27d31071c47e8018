// SPDX-License-Identifier: BSD-2-Clause
#include "moved.h"

#include <string.h>

#include "correlate.h"
#include "say.h"

/* struct place - a name's only atom without a twin; NULL if there are several */
struct place {
	struct atom *atom;
};

static bool is_code(const struct atom *atom)
{
	return atom->section->role == ROLE_CODE;
}

static const char *key_of(const struct atom *atom, bool global)
{
	if (!atom->name || atom->literal || atom->twin || atom->global != global ||
	    atom->section->role == ROLE_INIT || atom->section->role == ROLE_HOOK)
		return NULL;
	return mem_format("%c%s", is_code(atom) ? 'c' : 'd',
			  global ? atom->name : correlate_stem(atom->name));
}

static void collect(struct object *object, bool global, struct map *places)
{
	for (size_t i = 0; object && i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];
		const char *key = key_of(atom, global);
		struct place *place;

		if (!key)
			continue;
		place = map_get(places, key);
		if (!place) {
			place = MEM_NEW(struct place);
			place->atom = atom;
			map_put(places, key, place);
		} else {
			place->atom = NULL;
		}
	}
}

static void match(struct build *build, bool global)
{
	struct map gone = {0};

	for (size_t i = 0; i < build->pairs.count; i++)
		collect(build->pairs.items[i].base, global, &gone);
	if (!gone.count)
		return;
	for (size_t i = 0; i < build->pairs.count; i++) {
		struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->atoms.count; j++) {
			struct atom *atom = patched->atoms.items[j];
			const char *key = key_of(atom, global);
			const struct place *from = key ? map_get(&gone, key) : NULL;

			if (!from || !from->atom || from->atom->twin ||
			    (!global && !is_code(atom) && !correlate_share_user(from->atom, atom)))
				continue;
			atom->twin = from->atom;
			from->atom->twin = atom;
			say_debug("%s: %s came from %s", patched->name, atom->name,
				  from->atom->object->name);
		}
	}
}

void moved(struct build *build)
{
	if (build->pairs.count < 2)
		return;
	match(build, true);
	match(build, false);
}
