// SPDX-License-Identifier: BSD-2-Clause
#include "correlate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

/* struct group - the atoms that could be each other */
struct group {
	VEC(struct atom *) base;
	VEC(struct atom *) patched;
};

struct groups {
	struct map map;
	VEC(struct group *) list;
};

static bool is_number(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	return len;
}

char *correlate_stem(const char *name)
{
	static const char *const clones[] = {"isra", "constprop", "part", "lto_priv", NULL};
	char *stem = mem_alloc(strlen(name) + 1), *to = stem;
	const char *at = name;

	while (*at) {
		size_t len = strcspn(at + 1, ".") + 1; /* a dot and what follows it, or the start */
		bool cut = false;

		if (*at == '.') {
			cut = is_number(at + 1, len - 1);
			for (size_t i = 0; clones[i]; i++)
				cut |= strlen(clones[i]) == len - 1 &&
				       !memcmp(at + 1, clones[i], len - 1);
		}
		if (!cut) {
			memcpy(to, at, len);
			to += len;
		}
		at += len;
	}
	return stem;
}

/* Code, data and boot-time things of the same name are not the same. */
static char kind_of(const struct atom *atom)
{
	switch (atom->section->role) {
	case ROLE_CODE:
		return 'c';
	case ROLE_INIT:
		return 'i';
	case ROLE_HOOK:
		return 'h';
	default:
		return 'd';
	}
}

static bool has_twin_by_name(const struct atom *atom)
{
	return atom->name && !atom->literal;
}

static bool is_numbered(const struct atom *atom)
{
	const char *dot = strrchr(atom->name, '.');

	return !atom->global && dot && is_number(dot + 1, strlen(dot + 1));
}

static void pair(struct atom *base, struct atom *patched)
{
	base->twin = patched;
	patched->twin = base;
	if (strcmp(base->name, patched->name))
		say_debug("%s: %s is now %s", base->object->name, base->name, patched->name);
}

static void group_add(struct groups *groups, const char *key, struct atom *atom, bool patched)
{
	struct group *group = map_get(&groups->map, key);

	if (!group) {
		group = MEM_NEW(struct group);
		map_put(&groups->map, key, group);
		vec_push(&groups->list, group);
	}
	if (patched)
		vec_push(&group->patched, atom);
	else
		vec_push(&group->base, atom);
}

static void group_all(struct groups *groups, struct object *object, bool patched,
		      const char *(*key)(const struct atom *atom))
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];
		const char *text;

		if (!has_twin_by_name(atom) || atom->twin)
			continue;
		text = key(atom);
		if (text)
			group_add(groups, text, atom, patched);
	}
}

static const char *exact_key(const struct atom *atom)
{
	if (is_numbered(atom) && kind_of(atom) == 'd')
		return NULL; /* the number means nothing */
	return mem_format("%c%s", kind_of(atom), atom->name);
}

static const char *stem_key(const struct atom *atom)
{
	return atom->global ? NULL : mem_format("%c%s", kind_of(atom), correlate_stem(atom->name));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* struct users - for each atom the functions that refer to it, as one text */
static const char *users_of(const struct atom *atom)
{
	VEC(char *) names = {0};
	char *text = mem_text("", 0);

	for (size_t i = 0; i < atom->object->atoms.count; i++) {
		const struct atom *user = atom->object->atoms.items[i];
		bool uses = false;

		for (size_t j = 0; j < user->relocs.count && !uses; j++)
			uses = user->relocs.items[j].target == atom;
		if (uses)
			vec_push(&names, correlate_stem(atom_title(user)));
	}
	if (names.count)
		qsort(names.items, names.count, sizeof(char *), by_text);
	for (size_t i = 0; i < names.count; i++)
		if (!i || strcmp(names.items[i], names.items[i - 1]))
			text = mem_format("%s %s", text, names.items[i]);
	return text;
}

static const char *user_key(const struct atom *atom)
{
	return atom->global || kind_of(atom) != 'd'
		       ? NULL
		       : mem_format("%s of%s", correlate_stem(atom->name), users_of(atom));
}

static void pair_singles(struct groups *groups)
{
	for (size_t i = 0; i < groups->list.count; i++) {
		struct group *group = groups->list.items[i];

		if (group->base.count == 1 && group->patched.count == 1)
			pair(group->base.items[0], group->patched.items[0]);
	}
}

/* As many on each side, of equal sizes, in the same order of use: scopes of one function. */
static void pair_in_order(struct groups *groups)
{
	for (size_t i = 0; i < groups->list.count; i++) {
		struct group *group = groups->list.items[i];
		bool equal = group->base.count == group->patched.count;

		for (size_t j = 0; equal && j < group->base.count; j++)
			equal = group->base.items[j]->size == group->patched.items[j]->size;
		for (size_t j = 0; equal && j < group->base.count; j++)
			pair(group->base.items[j], group->patched.items[j]);
	}
}

static void round_of(struct object *base, struct object *patched,
		     const char *(*key)(const struct atom *atom),
		     void (*match)(struct groups *groups))
{
	struct groups groups = {0};

	group_all(&groups, base, false, key);
	group_all(&groups, patched, true, key);
	match(&groups);
}

/* What no symbol names, literals aside: its place among its like in the section. */
static void pair_unnamed(const struct section *base, const struct section *patched)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < base->atoms.count &&
		       (base->atoms.items[i]->name || base->atoms.items[i]->literal))
			i++;
		while (j < patched->atoms.count &&
		       (patched->atoms.items[j]->name || patched->atoms.items[j]->literal))
			j++;
		if (i == base->atoms.count || j == patched->atoms.count)
			return;
		base->atoms.items[i]->twin = patched->atoms.items[j];
		patched->atoms.items[j++]->twin = base->atoms.items[i++];
	}
}

static void unnamed(struct object *base, struct object *patched)
{
	for (size_t i = 0; i < base->sections.count; i++) {
		const struct section *section = base->sections.items[i];

		if (section->role == ROLE_FIXUP || section->role == ROLE_ALT_CODE)
			continue; /* their owners compare them */
		for (size_t j = 0; j < patched->sections.count; j++)
			if (!strcmp(section->name, patched->sections.items[j]->name))
				pair_unnamed(section, patched->sections.items[j]);
	}
}

void correlate(struct object *base, struct object *patched)
{
	unnamed(base, patched);
	round_of(base, patched, exact_key, pair_singles);
	round_of(base, patched, stem_key, pair_singles);
	round_of(base, patched, user_key, pair_singles);
	round_of(base, patched, user_key, pair_in_order);
}
