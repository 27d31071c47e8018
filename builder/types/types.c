// SPDX-License-Identifier: BSD-2-Clause
#include "types.h"

#include "check.h"
#include "tree/declared.h"
#include "base/say.h"
#include "skeleton.h"

/* ---- what is made of the sources -------------------------------------------------------------- */

static bool brings_something(const struct build *build, const struct pair *pair)
{
	for (size_t i = 0; i < build->shipped.count; i++)
		if (build->shipped.items[i]->object == pair->patched)
			return true;
	return false;
}

/* What a new source file brings along may use types of any object, itself having none to compare with. */
static bool brings_new_object(const struct build *build)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct pair *pair = &build->pairs.items[i];

		if (!pair->unit->base && brings_something(build, pair))
			return true;
	}
	return false;
}

static bool is_assembly(const struct unit *unit)
{
	return unit->assembly || (unit->recipe && recipe_is_assembly(unit->recipe));
}

static void add_checks(struct types *types)
{
	const struct build *build = types->build;
	bool all = brings_new_object(build);

	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct unit *unit = build->pairs.items[i].unit;
		struct check check = {.pair = &build->pairs.items[i]};

		if (!unit->base || !unit->patched || is_assembly(unit) ||
		    !(all || brings_something(build, check.pair)))
			continue;
		check.made = retake_new(unit, types->folder, types->checks.count);
		/* Not seen to be compiled: its debug information has to do. */
		check.made.text = retake_is_known(&check.made);
		check.made.object = check.layouts = !check.made.text;
		vec_push(&types->checks, check);
	}
}

/* ---- what moved ------------------------------------------------------------------------------- */

static const struct unit *unit_of(const struct build *build, const struct object *object)
{
	for (size_t i = 0; i < build->pairs.count; i++)
		if (build->pairs.items[i].base == object || build->pairs.items[i].patched == object)
			return build->pairs.items[i].unit;
	return NULL;
}

/* The object that it was in, and the one that it is in now, as if they were before and after of one. */
static struct check *check_moved(struct types *types, const struct atom *function)
{
	const struct unit *from = unit_of(types->build, function->twin->object);
	const struct unit *to = unit_of(types->build, function->object);
	struct check check = {.moved = true};
	struct unit *unit;
	struct pair *pair;

	for (size_t i = 0; i < types->checks.count; i++) {
		struct check *known = &types->checks.items[i];

		if (known->moved && known->pair->base == function->twin->object &&
		    known->pair->patched == function->object)
			return known;
	}
	if (!from || !to || is_assembly(from) || is_assembly(to))
		return NULL;
	unit = mem_copy(to, sizeof(*to));
	unit->base = from->base;
	unit->base_recipe = from->base_recipe;
	pair = MEM_NEW(struct pair);
	*pair = (struct pair){
		.unit = unit, .base = function->twin->object, .patched = function->object};
	check.pair = pair;
	check.made = retake_new(unit, types->folder, types->checks.count);
	check.made.text = retake_is_known(&check.made);
	check.made.object = true;
	vec_push(&types->checks, check);
	return &types->checks.items[types->checks.count - 1];
}

static bool add_moved(struct types *types)
{
	const struct build *build = types->build;
	bool any = false;

	for (size_t i = 0; i < build->functions.count; i++) {
		const struct atom *function = build->functions.items[i];
		struct check *check;

		if (unit_of(build, function->object) == unit_of(build, function->twin->object))
			continue;
		check = check_moved(types, function);
		if (check)
			vec_push(&check->functions, function);
		any |= check != NULL;
	}
	return any;
}

/* ---- what differs in the texts ---------------------------------------------------------------- */

static bool was_seen(const uint64_t *prints, size_t count, uint64_t print)
{
	for (size_t i = 0; i < count; i++)
		if (prints[i] == print)
			return true;
	return false;
}

/* Functions that somebody outside of the payload may call or have the address of. */
static void add_functions(struct types *types, struct check *check,
			  const struct skeleton_diff *diff)
{
	const struct build *build = types->build;

	for (size_t i = 0; i < build->functions.count; i++) {
		const struct atom *function = build->functions.items[i];

		if (function->object != check->pair->patched)
			continue;
		if (check->heads || skeleton_function(diff, function->name))
			vec_push(&check->functions, function);
	}
}

static enum build_status find_differences(struct types *types, bool first)
{
	struct skeleton skeletons[SIDES] = {0};
	struct skeleton_diff diff = {0};

	for (size_t i = 0; i < types->checks.count; i++) {
		struct check *check = &types->checks.items[i];
		const struct recipe *const *recipes = check->made.recipes;
		bool comparable = check->made.text && recipe_is_c(recipes[PATCHED]) &&
				  recipe_is_same(recipes[BASE], recipes[PATCHED]);

		if (check->moved || check->first != first)
			continue;
		diff.types = !comparable;
		diff.only_records = comparable;
		for (int side = BASE; side < SIDES && comparable; side++) {
			char *text;
			size_t len;

			if (!retake_text(&check->made, side, &text, &len)) {
				say_error("cannot read %s", check->made.texts[side]);
				return BUILD_INTERNAL;
			}
			skeleton_scan(&skeletons[side], text, len);
		}
		if (comparable)
			skeleton_compare(&skeletons[BASE], &skeletons[PATCHED], &diff);
		check->layouts |=
			diff.types && !(diff.only_records &&
					was_seen(types->seen.items, types->seen.count, diff.print));
		if (diff.types && diff.only_records)
			vec_push(&types->seen, diff.print);
		check->heads = diff.types && !diff.only_records;
		add_functions(types, check, &diff);
		check->made.object |= check->layouts || check->functions.count;
		say_debug("types of %s: %s%zu signatures", check->pair->unit->object,
			  check->layouts ? "layouts, " : "", check->functions.count);
	}
	return BUILD_OK;
}

/* ---- the whole -------------------------------------------------------------------------------- */

static void judge_pair(struct types *types, const struct check *check)
{
	const char *object = check->pair->unit->object;
	struct layout_changes changes = {0};

	for (int side = BASE; side < SIDES; side++)
		if (!debuginfo_open(check->made.objects[side], &types->infos[side])) {
			block_at(
				types->build,
				check->pair->unit->source ? check->pair->unit->source : object,
				"Build it with -g.",
				"cannot compare types: how %s is compiled was not seen, and it has "
				"no debug information",
				object);
			goto close;
		}
	if (!retake_same_code(&check->made, BASE) || !retake_same_code(&check->made, PATCHED))
		note(types->build, "%s compiles to other code when made for its types alone",
		     object);
	if (check->layouts)
		layout_compare(&types->infos[BASE], &types->infos[PATCHED], &changes);
	for (size_t i = 0; i < changes.list.count; i++)
		check_layout(types, check, &changes.list.items[i]);
	for (size_t i = 0; i < check->functions.count; i++)
		check_signature(types, check->functions.items[i]);
close:
	debuginfo_close(&types->infos[BASE]);
	debuginfo_close(&types->infos[PATCHED]);
}

/* Either those that come first, or the others. */
static enum build_status compare_some(struct types *types, bool first)
{
	const struct change *change = &types->workspace->change;
	int jobs = types->build->options->jobs;
	struct retake **made = mem_alloc(types->checks.count * sizeof(struct retake *));
	enum build_status status;
	size_t count = 0;

	for (size_t i = 0; i < types->checks.count; i++)
		if (types->checks.items[i].first == first)
			made[count++] = &types->checks.items[i].made;
	status = retake_texts(made, count, types->units, change, jobs);
	if (status == BUILD_OK)
		status = find_differences(types, first);
	if (status == BUILD_OK)
		status = retake_objects(made, count, jobs);
	for (size_t i = 0; status == BUILD_OK && i < types->checks.count; i++) {
		const struct check *check = &types->checks.items[i];

		if (check->first == first && check->made.object)
			judge_pair(types, check);
	}
	return status;
}

/* Return: how many are left over. */
static size_t find_first(struct types *types)
{
	VEC(uint64_t) known = {0};
	size_t others = 0;

	for (size_t i = 0; i < types->checks.count; i++) {
		struct check *check = &types->checks.items[i];
		uint64_t made_from = check->pair->unit->made_from;

		check->first = check->moved || !made_from ||
			       !was_seen(known.items, known.count, made_from);
		if (check->first)
			vec_push(&known, made_from);
		else
			others++;
	}
	return others;
}

/*
 * Objects that are made from the same files of the patch mostly have the same differences. All are looked at
 * before anything ships; but what is refused for the first ones would be refused for the others once more.
 */
static enum build_status compare_all(struct types *types)
{
	size_t refused = types->build->blockers.count;
	enum build_status status = file_make_folder(types->folder);
	size_t others = find_first(types);

	if (status == BUILD_OK)
		status = compare_some(types, true);
	if (status != BUILD_OK || !others)
		return status;
	if (types->build->blockers.count == refused)
		return compare_some(types, false);
	say("    the types of %zu more objects were not compared: it is refused already", others);
	note(types->build, "the types of %zu more objects were not compared: it is refused already",
	     others);
	return BUILD_OK;
}

enum build_status types_judge(struct build *build, const struct units *units,
			      const struct workspace *workspace)
{
	struct types types = {.build = build,
			      .units = units,
			      .workspace = workspace,
			      .folder = mem_format("%s/types", workspace->folder)};
	bool moved;

	say_step("types", "comparing declarations");
	add_checks(&types);
	moved = add_moved(&types);
	if (!types.checks.count)
		return BUILD_OK;
	if (!moved && !workspace->change.below->list.count && declared_same(&workspace->change)) {
		say_debug("the patch touches no declaration");
		return BUILD_OK;
	}
	return compare_all(&types);
}
