// SPDX-License-Identifier: BSD-2-Clause
#include "compare.h"

#include <string.h>

#include "object/special.h"

static bool same_content(struct atom *a, struct atom *b);

static bool is_piece(const struct atom *atom)
{
	return !atom->name &&
	       (atom->section->role == ROLE_FIXUP || atom->section->role == ROLE_ALT_CODE ||
		atom->section->role == ROLE_CODE || atom->section->role == ROLE_INIT);
}

static uint32_t type_class(uint32_t type)
{
	switch (type) {
	case R_X86_64_PLT32: /* what is called is the same */
		return R_X86_64_PC32;
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
		return R_X86_64_GOTPCREL;
	default:
		return type;
	}
}

static bool is_global(const struct atom *atom, const char *name)
{
	return atom && atom->global && !strcmp(atom->name, name);
}

static bool same_reference(const struct reloc *a, const struct reloc *b)
{
	if (type_class(a->type) != type_class(b->type))
		return false;
	if (!a->target && !b->target)
		return a->addend == b->addend && !strcmp(a->symbol, b->symbol);
	if (!a->target || !b->target) /* either end of it went to another file */
		return a->point == b->point && (a->target ? is_global(a->target->twin, b->symbol)
							  : is_global(b->target->twin, a->symbol));
	if (a->target->twin == b->target)
		return a->point == b->point;
	if ((a->target->literal && b->target->literal) ||
	    (is_piece(a->target) && is_piece(b->target)))
		return a->point == b->point && same_content(a->target, b->target);
	return false;
}

/* The first byte at which two ranges differ; @len if they do not. */
static uint64_t first_difference(const struct atom *a, uint64_t a_off, const struct atom *b,
				 uint64_t b_off, uint64_t len)
{
	uint64_t at = len;
	size_t i = 0, j = 0;

	for (uint64_t k = 0; k < len && at == len; k++) {
		uint8_t x = a->bytes ? a->bytes[a_off + k] : 0;
		uint8_t y = b->bytes ? b->bytes[b_off + k] : 0;

		if (x != y)
			at = k;
	}
	while (i < a->relocs.count && a->relocs.items[i].off < a_off)
		i++;
	while (j < b->relocs.count && b->relocs.items[j].off < b_off)
		j++;
	for (;; i++, j++) {
		uint64_t x = i < a->relocs.count ? a->relocs.items[i].off - a_off : len;
		uint64_t y = j < b->relocs.count ? b->relocs.items[j].off - b_off : len;
		uint64_t first = x < y ? x : y;

		if (first >= at)
			return at;
		if (x != y || !same_reference(&a->relocs.items[i], &b->relocs.items[j]))
			return first;
	}
}

static bool same_entry(const struct entry *a, const struct entry *b)
{
	if (a->table != b->table || a->bug_kind != b->bug_kind || a->at != b->at ||
	    a->relocs.count != b->relocs.count || memcmp(a->bytes, b->bytes, a->size))
		return false;
	for (size_t i = 1; i < a->relocs.count; i++) {
		const struct reloc *x = &a->relocs.items[i], *y = &b->relocs.items[i];
		uint64_t len = a->bytes[a->table == ROLE_ALT ? ALT_REPL_LEN_OFF : 0];

		if (x->off != y->off)
			return false;
		if (a->table != ROLE_ALT) {
			if (!same_reference(x, y))
				return false;
		} else if (len && x->target && y->target) {
			if (first_difference(x->target, (uint64_t)x->point, y->target,
					     (uint64_t)y->point, len) != len)
				return false;
		}
	}
	return true;
}

/* special_sort() put them in the same order on both sides. */
static bool same_entries(const struct atom *a, const struct atom *b, uint64_t *at)
{
	for (size_t i = 0; i < a->entries.count || i < b->entries.count; i++) {
		if (i < a->entries.count && i < b->entries.count &&
		    same_entry(&a->entries.items[i], &b->entries.items[i]))
			continue;
		*at = i < b->entries.count ? b->entries.items[i].at : a->entries.items[i].at;
		return false;
	}
	return true;
}

static bool same_content(struct atom *a, struct atom *b)
{
	uint64_t len = a->size < b->size ? a->size : b->size, at;
	bool same;

	/* A fixup that leads back to itself: equal unless something else differs. */
	if (b->comparing)
		return true;
	b->comparing = true;
	at = first_difference(a, 0, b, 0, len);
	same = at == len && a->size == b->size && same_entries(a, b, &at);
	b->comparing = false;
	b->differs_at = at;
	return same;
}

/* Addresses inside of a function (labels as values) are worth nothing once it changes. */
static bool leads_into_changed(const struct reloc *reloc)
{
	const struct atom *used = reloc->target;

	return used && used->section->role == ROLE_CODE && used->change == CHANGE_CONTENT &&
	       (reloc->point || used->cold_of);
}

static void spread_to_tables(struct object *object)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *table = object->atoms.items[i];

		if (!role_is_read_only(table->section->role) || table->change != CHANGE_NONE)
			continue;
		for (size_t j = 0; j < table->relocs.count; j++) {
			if (!leads_into_changed(&table->relocs.items[j]))
				continue;
			table->change = CHANGE_CONTENT;
			table->why = mem_format("leads into %s, which changed",
						atom_title(table->relocs.items[j].target));
			table->differs_at = table->relocs.items[j].off;
			break;
		}
	}
}

static void spread_to_users(struct object *object)
{
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < object->atoms.count; i++) {
			struct atom *user = object->atoms.items[i];

			if (user->change != CHANGE_NONE)
				continue;
			for (size_t j = 0; j < user->relocs.count; j++) {
				const struct atom *used = user->relocs.items[j].target;

				if (!used || used->literal || used->change != CHANGE_CONTENT ||
				    !role_is_read_only(used->section->role) || used->in_place ||
				    (used->global && !used->carried))
					continue;
				user->change = CHANGE_CONTENT;
				user->why =
					mem_format("uses the constant %s, whose content changed",
						   used->name ? used->name : "(unnamed)");
				user->differs_at = user->relocs.items[j].off;
				again = true;
				break;
			}
		}
	}
}

/* A function and its unlikely part jump into each other's middle: they change together. */
static void join_cold_parts(struct object *object)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];

		if (!atom->cold)
			continue;
		if (atom->change == CHANGE_NONE && atom->cold->change != CHANGE_NONE) {
			atom->change = CHANGE_CONTENT;
			atom->why = "its unlikely part changed";
		} else if (atom->change != CHANGE_NONE && atom->cold->change == CHANGE_NONE) {
			atom->cold->change = CHANGE_CONTENT;
			atom->cold->why = "its function changed";
		}
	}
}

void compare_gone(struct object *base)
{
	for (size_t i = 0; i < base->atoms.count; i++) {
		struct atom *atom = base->atoms.items[i];

		atom->change = atom->twin ? atom->twin->change : CHANGE_GONE;
	}
}

void compare_content(struct object *patched)
{
	for (size_t i = 0; i < patched->atoms.count; i++) {
		struct atom *atom = patched->atoms.items[i];

		if (!atom->twin) {
			atom->change = CHANGE_NEW;
			continue;
		}
		atom->change = same_content(atom->twin, atom) ? CHANGE_NONE : CHANGE_CONTENT;
		if (atom->change == CHANGE_NONE)
			continue;
		if (atom->twin->size != atom->size)
			atom->why =
				mem_format("size %llu, was %llu", (unsigned long long)atom->size,
					   (unsigned long long)atom->twin->size);
		else
			atom->why = mem_format("differs from +0x%llx on",
					       (unsigned long long)atom->differs_at);
	}
}

void compare_spread(struct object *patched)
{
	/* Each may lead to the next; whom a table spreads to has changed with it already. */
	spread_to_users(patched);
	join_cold_parts(patched);
	spread_to_tables(patched);
	spread_to_users(patched);
	join_cold_parts(patched);
}

void compare(struct object *patched)
{
	compare_content(patched);
	compare_spread(patched);
}
