// SPDX-License-Identifier: BSD-2-Clause
#include "small.h"

#include <string.h>

#include "along.h"
#include "object/insn.h"

#define JUMP_LEN 5

uint64_t small_jump_need(const uint8_t *code, uint64_t len)
{
	return JUMP_LEN + (insn_is_endbr(code, len) ? ENDBR_LEN : 0);
}

/* struct search - the functions that refer to one, in every object that may */
struct search {
	struct build *build;
	const struct atom *function;
	VEC(struct atom *) callers;
	const char *stranger; /* who keeps it from being left behind; NULL: nobody */
};

static bool is_too_short(const struct build *build, const struct atom *function)
{
	const struct image_symbol *symbol = image_find(&build->image, function->twin);
	const uint8_t *code;

	if (function->section->role != ROLE_CODE || function->in_place || !symbol ||
	    image_is_init(&build->image, symbol->value))
		return false;
	code = image_bytes(&build->image, symbol->value, symbol->size);
	return code && symbol->size < small_jump_need(code, symbol->size);
}

/* Our core writes a short body over a short body. */
static bool fits_in_place(const struct build *build, const struct atom *function)
{
	return !build->options->livepatch && !function->cold &&
	       function->size <= image_find(&build->image, function->twin)->size;
}

static bool leads_to(const struct search *search, const struct reloc *reloc)
{
	if (reloc->target)
		return reloc->target == search->function;
	return search->function->global && !strcmp(reloc->symbol, search->function->name);
}

/* Only calls and jumps can be made anew: who does anything else with it, even beside a call, is a stranger. */
static bool only_calls(const struct atom *from, const struct reloc *reloc)
{
	return reloc->branch && !from->object->assembly && from->section->role == ROLE_CODE &&
	       (from->cold_of ? from->cold_of : from)->name;
}

static void look_at(struct search *search, struct atom *from)
{
	struct atom *caller = from->cold_of ? from->cold_of : from;
	bool calls = false;

	for (size_t i = 0; i < from->relocs.count; i++) {
		if (!leads_to(search, &from->relocs.items[i]))
			continue;
		calls = true;
		if (!only_calls(from, &from->relocs.items[i]))
			search->stranger =
				mem_format("%s (%s)", atom_title(from), atom_place(from));
	}
	if (calls && caller != search->function)
		vec_push(&search->callers, caller);
	/* What a fault or trap goes through is no call. */
	for (size_t i = 0; i < from->entries.count; i++)
		for (size_t j = 1; j < from->entries.items[i].relocs.count; j++)
			if (leads_to(search, &from->entries.items[i].relocs.items[j]))
				search->stranger = mem_format("a table entry of %s (%s)",
							      atom_title(from), atom_place(from));
}

static void look_through(struct search *search, const struct object *object)
{
	for (size_t i = 0; i < object->atoms.count; i++)
		if (object->atoms.items[i]->section->role != ROLE_INIT)
			look_at(search, object->atoms.items[i]);
}

static void find_callers(struct search *search)
{
	struct build *build = search->build;

	if (!search->function->global) {
		look_through(search, search->function->object);
		return;
	}
	for (size_t i = 0; i < build->pairs.count; i++)
		look_through(search, build->pairs.items[i].patched);
	for (size_t i = 0; i < build->tree.count; i++) {
		struct object *object = build->tree.items[i];

		if (along_in_patch(build, object))
			continue;
		along_itself(object);
		look_through(search, object);
	}
	if (!build->tree.count)
		search->stranger = "anything that the patch leaves alone";
}

static void leave_behind(struct build *build, size_t idx)
{
	struct atom *function = build->functions.items[idx];
	struct search search = {.build = build, .function = function};

	find_callers(&search);
	if (function->aliases.count)
		search.stranger = "its alias";
	if (search.stranger) {
		function->stranger = search.stranger;
		return;
	}
	function->left_behind = true;
	memmove(&build->functions.items[idx], &build->functions.items[idx + 1],
		(build->functions.count - idx - 1) * sizeof(*build->functions.items));
	build->functions.count--;
	for (size_t i = 0; i < search.callers.count; i++)
		along_replace(build, search.callers.items[i],
			      mem_format("calls %s, which is too short to be replaced by a jump",
					 function->name));
	note(build, "%s is too short to be replaced by a jump: its %zu caller%s replaced instead",
	     function->name, search.callers.count, search.callers.count == 1 ? " is" : "s are");
}

void small_replace_callers(struct build *build)
{
	/* Callers come to the end of the list, and may be too short themselves. */
	for (size_t i = 0; i < build->functions.count;) {
		struct atom *function = build->functions.items[i];

		if (!is_too_short(build, function) || fits_in_place(build, function) ||
		    function->stranger) {
			i++;
			continue;
		}
		leave_behind(build, i);
		i += !function->left_behind;
	}
}
