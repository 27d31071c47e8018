// SPDX-License-Identifier: BSD-2-Clause
#include "judge.h"

#include <stdio.h>
#include <string.h>

#include <xsplice/forbidden.h>

#include "assembly.h"
#include "small.h"
#include "judge_data.h"
#include "pointers.h"
#include "base/say.h"

static void add_blocker(struct build *build, struct blocker blocker)
{
	for (size_t i = 0; i < build->blockers.count; i++)
		if (!strcmp(build->blockers.items[i].what, blocker.what))
			return;
	vec_push(&build->blockers, blocker);
}

void block(struct build *build, const struct atom *atom, const char *instead, const char *format,
	   ...)
{
	struct blocker blocker = {.where = atom ? atom_place(atom) : NULL, .instead = instead};
	va_list args;

	va_start(args, format);
	blocker.what = mem_vformat(format, args);
	va_end(args);
	if (atom && atom->name)
		blocker.what = mem_format("%s: %s", atom->name, blocker.what);
	add_blocker(build, blocker);
}

void block_at(struct build *build, const char *where, const char *instead, const char *format, ...)
{
	struct blocker blocker = {.where = where, .instead = instead};
	va_list args;

	va_start(args, format);
	blocker.what = mem_vformat(format, args);
	va_end(args);
	add_blocker(build, blocker);
}

void note(struct build *build, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(&build->notes, mem_vformat(format, args));
	va_end(args);
}

const char *atom_place(const struct atom *atom)
{
	return atom->object->source ? atom->object->source : atom->object->name;
}

/* Live data that points between two instructions of a function about to be replaced. */
static void judge_labels(struct build *build, const struct atom *atom)
{
	if (atom->section->role != ROLE_DATA || atom->change == CHANGE_NEW || atom->ignored)
		return;
	for (size_t i = 0; i < atom->relocs.count; i++) {
		const struct reloc *reloc = &atom->relocs.items[i];

		if (!reloc->target || reloc->target->section->role != ROLE_CODE || !reloc->point ||
		    !reloc->target->shipped)
			continue;
		block(build, atom, "Make the table of labels const.",
		      "holds addresses inside of %s, which changed", atom_title(reloc->target));
		return;
	}
}

/* Aliases in the running image that the patch makes two things of. */
static void judge_split(struct build *build, const struct atom *atom)
{
	const struct atom *other = atom->twin ? atom->twin->twin : NULL;
	bool is_code = atom->section->role == ROLE_CODE;

	if (!other || other == atom ||
	    (atom->change == CHANGE_NONE && other->change == CHANGE_NONE && is_code))
		return;
	block(build, atom, "Give what is new another name.",
	      "shares its place with %s in the running image: one place cannot become two",
	      atom_title(other));
}

/* Exceptions and cleanups pass through its frames, and nobody finds those of a payload. */
static void judge_unwound(struct build *build, const struct atom *function)
{
	const struct object *object = function->object;

	if (function->section->role != ROLE_CODE || !function->name)
		return;
	for (size_t i = 0; i < object->sections.count; i++) {
		const char *name = object->sections.items[i]->name;

		if (!text_starts(name, UNWIND_TABLE))
			continue;
		name += strlen(UNWIND_TABLE);
		if (*name && strcmp(name + 1, function->name) != 0)
			continue;
		block(build, function,
		      "Leave what has cleanups or catches exceptions as it is, and change what it "
		      "calls.",
		      "is unwound through (" UNWIND_TABLE
		      "), and a payload's frames cannot be: they have no .eh_frame");
		return;
	}
}

/* ---- a function that is to be replaced -------------------------------------------------------- */

static bool below_has(const struct build *build, const struct atom *base)
{
	for (size_t i = 0; i < build->below.count; i++)
		if (map_get(&build->below.items[i].symbols, base->name) ||
		    map_get(&build->below.items[i].replaced, base->name))
			return true;
	return false;
}

/* What of it the image has otherwise; NULL: nothing. Labels of assembly are no functions to run-pre matching. */
static const char *departure_text(const struct build *build, const struct atom *base)
{
	const struct departure *departure = runpre_find(&build->runpre, base);
	const struct image_symbol *symbol = image_find(&build->image, base);
	uint64_t at = base->size;

	if (departure)
		return departure->text;
	if (base->object->assembly && symbol)
		at = runpre_data(&build->image, base, symbol);
	return at == base->size ? NULL
				: mem_format("differs from +0x%llx on", (unsigned long long)at);
}

/* Run-pre matching found that the image holds something else there. */
static bool judge_departure(struct build *build, const struct atom *function)
{
	const char *text = departure_text(build, function->twin);

	if (!text || below_has(build, function->twin))
		return true;
	if (build->options->any_tree) {
		note(build,
		     "%s: %s is replaced, although the image holds something else than this tree "
		     "compiles to (--any-tree)",
		     atom_place(function), function->name);
		return true;
	}
	say_error("%s was not built from this tree, or not by this compiler: %s: %s: %s. Nothing "
		  "was written.",
		  build->image.path, atom_place(function), function->name, text);
	return false;
}

/* Our core writes a short body over a short body; an unmodified Xen cannot. */
static void judge_small(struct build *build, struct atom *function, uint64_t size, uint64_t need)
{
	if (!build->options->livepatch && function->size <= size && !function->cold) {
		function->in_place = true;
		note(build,
		     "%s is too short for a jump: it is patched in place, which needs a host with "
		     "the "
		     "xSplice core",
		     function->name);
		return;
	}
	block(build, function,
	      build->options->livepatch && function->size <= size
		      ? "Build for the xSplice core (without --for livepatch), which writes it in "
			"place."
		      : "Make it inline, or give the new one another name and change its callers.",
	      "is %llu bytes short, the jump that replaces it takes %llu, and its new body %llu; "
	      "its callers cannot be replaced instead, as %s uses it",
	      (unsigned long long)size, (unsigned long long)need,
	      (unsigned long long)function->size,
	      function->stranger ? function->stranger : "somebody");
}

static bool judge_function(struct build *build, struct atom *function)
{
	const struct atom *base = function->twin;
	const struct image_symbol *symbol = image_find(&build->image, base);
	const char *why =
		xs_forbidden(symbol && symbol->local && symbol->file && !build->image.program
				     ? mem_format("%s#%s", symbol->file, symbol->name)
				     : base->name);
	const uint8_t *code;
	uint64_t need;

	if (!why && text_starts(function->section->name, ".text.entry"))
		why = "only the entry text is mapped where it runs";
	if (why)
		block(build, function,
		      mem_format(
			      "Patch what it calls instead; where that is all that the fix needs, "
			      "XS_IGNORE(\"%s\") leaves it as it is.",
			      function->name),
		      "may never be patched: %s", why);
	if (!function->size)
		block(build, function, "Look for an endless loop, or a value that was never set.",
		      "the compiler makes no code of it, because what it does is undefined");
	if (!symbol) {
		if (!below_has(build, base))
			block(build, function, "Was it inlined away, or left out by the linker?",
			      "the image has no such function, or several of that name");
		return true;
	}
	if (image_is_init(&build->image, symbol->value)) {
		block(build, function, NULL, "is gone after boot");
		return true;
	}
	code = image_bytes(&build->image, symbol->value, symbol->size);
	if (!code) {
		block(build, function, NULL, "lies outside of what the image file holds");
		return true;
	}
	need = small_jump_need(code, symbol->size);
	if (function->in_place)
		note(build,
		     "%s is written in place, as assembly is: that needs a host with the xSplice "
		     "core",
		     function->name);
	else if (symbol->size < need)
		judge_small(build, function, symbol->size, need);
	return judge_departure(build, function);
}

/* ---- the whole -------------------------------------------------------------------------------- */

static void tell_blockers(const struct build *build)
{
	say_error("refused, nothing was written: %zu reason%s", build->blockers.count,
		  build->blockers.count == 1 ? "" : "s");
	for (size_t i = 0; i < build->blockers.count; i++) {
		const struct blocker *blocker = &build->blockers.items[i];

		say("  %s%s%s.%s%s", blocker->where ? blocker->where : "",
		    blocker->where ? ": " : "", blocker->what, blocker->instead ? " " : "",
		    blocker->instead ? blocker->instead : "");
	}
}

static bool is_hook(const struct atom *atom)
{
	return atom->section->role == ROLE_HOOK;
}

/* Of a program, objects that are the same were never taken for a pair. */
static const char *nothing_why(const struct build *build)
{
	if (build->boot_only.count)
		return "the change only touches what runs at boot";
	if (build->pairs.count || build->options->build)
		return "the change compiles to the same code";
	return "no object that runs is made from what the patch touches";
}

enum build_status judge(struct build *build)
{
	bool any = build->functions.count || build->inlets.count;

	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *patched = build->pairs.items[i].patched;

		if (patched->assembly) {
			assembly_judge(build, patched);
			continue;
		}
		for (size_t j = 0; j < patched->atoms.count; j++) {
			judge_data(build, patched->atoms.items[j]);
			judge_labels(build, patched->atoms.items[j]);
			judge_split(build, patched->atoms.items[j]);
		}
	}
	judge_reserve(build);
	for (size_t i = 0; i < build->functions.count; i++) {
		struct atom *atom = build->functions.items[i];

		if (!(atom->section->role == ROLE_CODE ? judge_function(build, atom)
						       : judge_constant(build, atom)))
			return BUILD_MISMATCH;
	}
	pointers_judge(build);
	for (size_t i = 0; i < build->shipped.count; i++)
		judge_unwound(build, build->shipped.items[i]);
	for (size_t i = 0; i < build->shipped.count; i++)
		any |= is_hook(build->shipped.items[i]);
	for (size_t i = 0; i < build->boot_only.count; i++)
		note(build, "%s: %s is boot-time code or data: left out",
		     atom_place(build->boot_only.items[i]), atom_title(build->boot_only.items[i]));
	if (build->blockers.count) {
		tell_blockers(build);
		return BUILD_REFUSED;
	}
	if (any)
		return BUILD_OK;
	for (size_t i = 0; i < build->notes.count; i++)
		say("    %s", build->notes.items[i]);
	say_error("nothing to patch at run time: %s. Nothing was written.", nothing_why(build));
	return BUILD_NOTHING;
}
