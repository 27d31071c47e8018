// SPDX-License-Identifier: BSD-2-Clause
#include "check.h"

#include "judge/callers.h"
#include "signature.h"

#define SEE_SIGNATURE                                                                              \
	"Keep its signature, and give the new one another name: "                                  \
	"docs/patch-authors.md#signature-of-a-function."

/* Did a caller whose code is what it was see the new declaration? Then that code is right for it. */
static bool declares_anew(struct types *types, const char *object, const struct recipe *recipe,
			  const struct atom *function)
{
	struct retake made = {.recipes = {[PATCHED] = recipe},
			      .texts = {[PATCHED] = mem_format("%s/user.i", types->folder)},
			      .objects = {[PATCHED] = mem_format("%s/user.o", types->folder)}};
	bool declared;

	if (!retake_object(&made, object) || !debuginfo_open(made.objects[PATCHED], &types->user))
		return false;
	declared = signature_declared(&types->user, &types->infos[PATCHED], function->name);
	debuginfo_close(&types->user);
	return declared;
}

static const struct recipe *recipe_of(const struct units *units, const char *object)
{
	const char *path = file_real(mem_format("%s/%s", units->objects, object));

	return units->recipes && path ? map_get(units->recipes, path) : NULL;
}

static void judge_callers(struct types *types, const struct atom *function, const char *change)
{
	struct build *build = types->build;
	struct map known = {0};
	struct caller caller;

	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct pair *pair = &build->pairs.items[i];
		const struct atom *user = signature_caller(pair, function);

		map_put(&known, pair->unit->object, types);
		if (user && pair->patched != function->object &&
		    !declares_anew(types, pair->unit->object, pair->unit->recipe, function))
			block(build, function, SEE_SIGNATURE,
			      "its signature changed (%s), and %s in %s calls it as it was", change,
			      atom_title(user), atom_place(user));
	}
	while (callers_elsewhere(types->units->objects, &known, function->name, &caller)) {
		const struct recipe *recipe = recipe_of(types->units, caller.object);

		map_put(&known, caller.object, types);
		if (declares_anew(types, caller.object, recipe, function))
			continue;
		block(build, function, SEE_SIGNATURE,
		      "its signature changed (%s), and %s in %s calls it as it was", change,
		      caller.name, caller.object);
		break;
	}
}

/*
 * Within the file that defines it, calls are right: they were compiled with the new definition in sight,
 * and if that made no difference to their code, none is needed.
 */
void check_signature(struct types *types, const struct atom *function)
{
	const char *change =
		signature_change(&types->infos[BASE], &types->infos[PATCHED], function->name);
	const char *pointer;

	if (!change)
		return;
	pointer = signature_pointer(types->build, function);
	if (pointer)
		block(types->build, function, SEE_SIGNATURE,
		      "its signature changed (%s), and its address is taken by %s", change,
		      pointer);
	if (function->global)
		judge_callers(types, function, change);
}
