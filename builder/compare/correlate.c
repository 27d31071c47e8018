// SPDX-License-Identifier: BSD-2-Clause
#include "correlate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"

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

/* @name without its numbers, and without the parts that @clones lists. */
static char *stem_without(const char *name, const char *const *clones)
{
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

char *correlate_stem(const char *name)
{
	static const char *const clones[] = {"isra", "constprop", "part", "lto_priv", NULL};

	return stem_without(name, clones);
}

/* What a clone of a function takes and does depends on its kind: only its number means nothing. */
static char *code_stem(const char *name)
{
	static const char *const clones[] = {"lto_priv", NULL};

	return stem_without(name, clones);
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
	char kind = kind_of(atom);

	return mem_format("%c%s", kind,
			  kind == 'd' ? correlate_stem(atom->name) : code_stem(atom->name));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Who refers to an atom, as stems: what is told apart by its users keeps them across renumbering. */
static void find_users(struct object *object)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *user = object->atoms.items[i];
		const char *stem = NULL;

		for (size_t j = 0; j < user->relocs.count; j++) {
			struct atom *used = user->relocs.items[j].target;

			if (!used || !used->name || used == user)
				continue;
			if (!stem)
				stem = correlate_stem(atom_title(user));
			if (!used->users.count ||
			    strcmp(used->users.items[used->users.count - 1], stem) != 0)
				vec_push(&used->users, stem);
		}
	}
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];
		size_t kept = 0;

		if (atom->users.count)
			qsort(atom->users.items, atom->users.count, sizeof(char *), by_text);
		for (size_t j = 0; j < atom->users.count; j++)
			if (!kept || strcmp(atom->users.items[j], atom->users.items[kept - 1]) != 0)
				atom->users.items[kept++] = atom->users.items[j];
		atom->users.count = kept;
	}
}

bool correlate_share_user(const struct atom *a, const struct atom *b)
{
	for (size_t i = 0, j = 0; i < a->users.count && j < b->users.count;) {
		int order = strcmp(a->users.items[i], b->users.items[j]);

		if (!order)
			return true;
		if (order < 0)
			i++;
		else
			j++;
	}
	return false;
}

static const char *user_key(const struct atom *atom)
{
	const char *stem;
	size_t len;
	char *text, *to;

	if (atom->global || kind_of(atom) != 'd')
		return NULL;
	stem = correlate_stem(atom->name);
	len = strlen(stem) + 1;
	for (size_t i = 0; i < atom->users.count; i++)
		len += strlen(atom->users.items[i]) + 1;
	to = text = mem_alloc(len);
	to = stpcpy(to, stem);
	for (size_t i = 0; i < atom->users.count; i++) {
		*to++ = ' ';
		to = stpcpy(to, atom->users.items[i]);
	}
	return text;
}

/* A static that no function of the same name uses may be another variable: see statics.h. */
static bool may_be(const struct atom *base, const struct atom *patched)
{
	return kind_of(base) != 'd' || (!is_numbered(base) && !is_numbered(patched)) ||
	       correlate_share_user(base, patched) || (!base->users.count && !patched->users.count);
}

static void pair_singles(struct groups *groups)
{
	for (size_t i = 0; i < groups->list.count; i++) {
		struct group *group = groups->list.items[i];

		if (group->base.count == 1 && group->patched.count == 1 &&
		    may_be(group->base.items[0], group->patched.items[0]))
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
	struct mem_pool *pool = mem_pool_open();
	struct groups groups = {0};

	group_all(&groups, base, false, key);
	group_all(&groups, patched, true, key);
	match(&groups);
	mem_pool_close();
	mem_pool_release(pool);
}

/* ---- several names of one place --------------------------------------------------------------- */

static const char *alias_key(const struct atom *atom, const char *name)
{
	return mem_format("%c%s", kind_of(atom), name);
}

static void names_of(const struct object *object, struct map *names)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];

		if (!has_twin_by_name(atom))
			continue;
		map_put(names, alias_key(atom, atom->name), atom);
		for (size_t j = 0; j < atom->aliases.count; j++)
			map_put(names, alias_key(atom, atom->aliases.items[j].name), atom);
	}
}

/* One body for two functions that had one each: a copy of it for the other one's place. */
static void copy_for(struct atom *base, struct atom *patched, const struct alias *alias)
{
	struct atom *copy = MEM_NEW(struct atom);

	*copy = *patched;
	copy->name = copy->image_name = alias->name;
	copy->global = alias->global;
	copy->aliases.items = NULL;
	copy->aliases.count = copy->aliases.room = 0;
	copy->entries.items = NULL;
	copy->entries.count = copy->entries.room = 0;
	for (size_t i = 0; i < patched->entries.count; i++) {
		struct entry entry = patched->entries.items[i];
		struct entry own = entry;

		own.relocs.items = NULL;
		own.relocs.count = own.relocs.room = 0;
		for (size_t j = 0; j < entry.relocs.count; j++) {
			struct reloc reloc = entry.relocs.items[j];

			if (reloc.target == patched)
				reloc.target = copy;
			vec_push(&own.relocs, reloc);
		}
		vec_push(&copy->entries, own);
	}
	vec_push(&patched->object->atoms, copy);
	pair(base, copy);
}

/* The name that both have becomes the first one. */
static void pair_by_alias(struct atom *base, struct atom *patched, struct alias *alias)
{
	struct alias first = {.name = patched->name, .global = patched->global};

	patched->name = patched->image_name = alias->name;
	patched->global = alias->global;
	*alias = first;
	pair(base, patched);
}

static void pair_aliases(struct object *base, struct object *patched)
{
	size_t count = patched->atoms.count;
	struct mem_pool *pool = mem_pool_open();
	struct map names = {0};

	names_of(base, &names);
	mem_pool_close();
	for (size_t i = 0; i < count; i++) {
		struct atom *atom = patched->atoms.items[i];

		for (size_t j = 0; has_twin_by_name(atom) && j < atom->aliases.count; j++) {
			struct alias *alias = &atom->aliases.items[j];
			struct atom *other = map_get(&names, alias_key(atom, alias->name));

			if (!other || other->twin)
				continue;
			if (!atom->twin)
				pair_by_alias(other, atom, alias);
			else if (kind_of(atom) == 'c')
				copy_for(other, atom, alias);
		}
	}
	/* What had a name among others: judge() sees that its twin is another one's. */
	for (size_t i = 0; i < count; i++) {
		struct atom *atom = patched->atoms.items[i];

		if (has_twin_by_name(atom) && atom->global && !atom->twin)
			atom->twin = map_get(&names, alias_key(atom, atom->name));
		if (atom->twin && !atom->twin->twin)
			atom->twin->twin = atom;
	}
	mem_pool_release(pool);
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

/* struct namesakes - the sections of one name, in their order */
struct namesakes {
	VEC(const struct section *) list;
	size_t taken;
};

static void unnamed(struct object *base, struct object *patched)
{
	struct mem_pool *pool = mem_pool_open();
	struct map by_name = {0};

	for (size_t i = 0; i < patched->sections.count; i++) {
		const struct section *section = patched->sections.items[i];
		struct namesakes *same = map_get(&by_name, section->name);

		if (!same)
			map_put(&by_name, section->name, same = MEM_NEW(struct namesakes));
		vec_push(&same->list, section);
	}
	for (size_t i = 0; i < base->sections.count; i++) {
		const struct section *section = base->sections.items[i];
		struct namesakes *same = map_get(&by_name, section->name);

		if (section->role == ROLE_FIXUP || section->role == ROLE_ALT_CODE)
			continue; /* their owners compare them */
		if (same && same->taken < same->list.count)
			pair_unnamed(section, same->list.items[same->taken++]);
	}
	mem_pool_close();
	mem_pool_release(pool);
}

void correlate(struct object *base, struct object *patched)
{
	unnamed(base, patched);
	find_users(base);
	find_users(patched);
	round_of(base, patched, exact_key, pair_singles);
	pair_aliases(base, patched);
	round_of(base, patched, stem_key, pair_singles);
	round_of(base, patched, user_key, pair_singles);
	round_of(base, patched, user_key, pair_in_order);
	round_of(base, patched, stem_key, pair_singles);
}
