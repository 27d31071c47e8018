// SPDX-License-Identifier: BSD-2-Clause
#include "skeleton.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"

static int part_order(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static size_t run_length(const struct skeleton *skeleton, size_t from)
{
	size_t to = from;

	while (to < skeleton->parts.count &&
	       skeleton->parts.items[to].key == skeleton->parts.items[from].key)
		to++;
	return to - from;
}

static bool has_hash(const struct part *parts, size_t count, uint64_t hash)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i].hash == hash)
			return true;
	return false;
}

/* A function may be declared any number of times, in any order. */
static bool same_functions(const struct part *a, size_t a_count, const struct part *b,
			   size_t b_count)
{
	for (size_t i = 0; i < a_count; i++)
		if (!has_hash(b, b_count, a[i].hash))
			return false;
	for (size_t i = 0; i < b_count; i++)
		if (!has_hash(a, a_count, b[i].hash))
			return false;
	return true;
}

static bool same_others(const struct part *a, size_t a_count, const struct part *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (a[i].hash != b[i].hash)
			return false;
	return true;
}

static bool all_are(const struct part *parts, size_t count, enum part_kind kind)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i].kind != kind)
			return false;
	return true;
}

static void compare_runs(const struct part *a, size_t a_count, const struct part *b, size_t b_count,
			 struct skeleton_diff *out)
{
	uint64_t print = hash_number(HASH_START, a->key);

	if (all_are(a, a_count, PART_FUNCTION) && all_are(b, b_count, PART_FUNCTION)) {
		if (!same_functions(a, a_count, b, b_count))
			vec_push(&out->functions, a->key);
		return;
	}
	if (same_others(a, a_count, b, b_count))
		return;
	for (size_t i = 0; i < a_count; i++)
		print = hash_number(print, a[i].hash);
	for (size_t i = 0; i < b_count; i++)
		print = hash_number(print, ~b[i].hash);
	out->types = true;
	out->only_records &= all_are(a, a_count, PART_RECORD) && all_are(b, b_count, PART_RECORD);
	out->print += print;
}

void skeleton_compare(struct skeleton *base, struct skeleton *patched, struct skeleton_diff *out)
{
	size_t i = 0, j = 0;

	out->functions.count = 0;
	out->print = 0;
	out->types = base->unsure || patched->unsure || base->loose != patched->loose;
	out->only_records = !out->types;
	if (base->parts.count)
		qsort(base->parts.items, base->parts.count, sizeof(struct part), part_order);
	if (patched->parts.count)
		qsort(patched->parts.items, patched->parts.count, sizeof(struct part), part_order);
	while (i < base->parts.count && j < patched->parts.count) {
		const struct part *a = &base->parts.items[i], *b = &patched->parts.items[j];
		size_t a_count = run_length(base, i), b_count = run_length(patched, j);

		if (a->key == b->key)
			compare_runs(a, a_count, b, b_count, out);
		i += a->key <= b->key ? a_count : 0;
		j += b->key <= a->key ? b_count : 0;
	}
}

bool skeleton_function(const struct skeleton_diff *diff, const char *name)
{
	struct token token = {.kind = TOKEN_WORD, .at = name, .len = strlen(name)};
	uint64_t key = hash_number(hash_token(HASH_NAME, &token), 0);

	for (size_t i = 0; i < diff->functions.count; i++)
		if (diff->functions.items[i] == key)
			return true;
	return false;
}
