// SPDX-License-Identifier: BSD-2-Clause
#include "moved.h"

#include <ctype.h>
#include <string.h>

#include "correlate.h"
#include "base/say.h"

/* struct place - a name's only atom without a twin; NULL if there are several */
struct place {
	struct atom *atom;
};

static bool is_code(const struct atom *atom)
{
	return atom->section->role == ROLE_CODE;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
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

static bool has_word(struct bytes text, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++) {
		const char *at = (const char *)text.at + i;

		if (!memcmp(at, word, len) && (!i || !is_word(at[-1])) && !is_word(at[len]))
			return true;
	}
	return false;
}

/* What the file had all along is no newcomer, though the compiler may have had no use for it. */
static bool was_there(const struct build *build, const struct pair *pair, const struct atom *atom)
{
	const char *name = correlate_stem(atom->name), *dot = strrchr(name, '.');
	const char *folders[] = {"", "xen/"};
	struct bytes text;

	for (size_t i = 0; pair->unit->source && i < 2; i++) {
		const char *path =
			mem_format("%s/%s%s", build->options->tree, folders[i], pair->unit->source);

		if (file_exists(path) && file_read(path, &text) == BUILD_OK)
			return has_word(text, dot ? dot + 1 : name);
	}
	return false;
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

			if (!from || !from->atom || from->atom->twin)
				continue;
			if (!global && (!correlate_share_user(from->atom, atom) ||
					was_there(build, &build->pairs.items[i], atom)))
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
