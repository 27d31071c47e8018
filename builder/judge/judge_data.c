// SPDX-License-Identifier: BSD-2-Clause
#include "judge_data.h"

#include <string.h>

#include <xsplice/payload.h>

#include "compare/correlate.h"
#include "base/say.h"

/* ---- what exists ------------------------------------------------------------------------------ */

static void judge_global_constant(struct build *build, const struct atom *atom)
{
	if (atom->in_place || atom->carried)
		return;
	block(build, atom,
	      build->options->livepatch && atom->size == atom->twin->size
		      ? "Build for the xSplice core (without --for livepatch), or give the new "
			"constant a new name and use that in the functions concerned."
		      : "Give the new constant a new name and use that in the functions concerned.",
	      "a constant that other files use changed%s%s",
	      atom->stranger ? ", and the patch leaves one of them alone: " : "",
	      atom->stranger ? atom->stranger : "");
}

/* The constant that ships although this variable goes on pointing to the old one; NULL if there is none. */
static const struct atom *held_constant(const struct atom *atom)
{
	for (size_t i = 0; i < atom->relocs.count; i++) {
		const struct atom *target = atom->relocs.items[i].target;

		if (target && target->change == CHANGE_CONTENT && target->name &&
		    !target->in_place && role_is_read_only(target->section->role))
			return target;
	}
	return NULL;
}

static void judge_value(struct build *build, const struct atom *atom)
{
	const struct atom *held = held_constant(atom);

	if (held && atom->size == atom->twin->size)
		block(build, atom,
		      build->options->livepatch && held->size == held->twin->size
			      ? "Build for the xSplice core (without --for livepatch), which "
				"writes "
				"it in place."
			      : "Give the new constant a new name, and set the variable in a load "
				"hook.",
		      "holds the address of the constant %s, which changed: the live variable "
		      "keeps the old one",
		      held->name);
	else if (role_is_read_only(atom->twin->section->role))
		block(build, atom, "Give the variable a new name.",
		      "a constant became a variable; its place in the host stays read-only");
	else if (atom->size != atom->twin->size)
		block(build, atom,
		      "Keep it as it is and put what is new into a variable of its own.",
		      "existing variable changed size, %llu -> %llu bytes; the live one keeps its "
		      "place",
		      (unsigned long long)atom->twin->size, (unsigned long long)atom->size);
	else
		block(build, atom,
		      "Set it in a load hook, and say so: XS_IGNORE(\"name\") "
		      "(docs/patch-authors.md).",
		      "the initial value of an existing variable changed (at +0x%llx); the live "
		      "one has long moved on",
		      (unsigned long long)atom->differs_at);
}

static void judge_existing(struct build *build, const struct atom *atom)
{
	bool written = role_is_read_only(atom->twin->section->role) &&
		       !role_is_read_only(atom->section->role);

	if (atom->change != CHANGE_CONTENT && !written)
		return;
	switch (atom->section->role) {
	case ROLE_RODATA:
		if (atom->global)
			judge_global_constant(build, atom);
		return;
	case ROLE_DATA:
	case ROLE_BSS:
	case ROLE_PERCPU:
	case ROLE_TLS:
		judge_value(build, atom);
		return;
	default:
		return;
	}
}

/* ---- what is new ------------------------------------------------------------------------------ */

static bool is_linker_table(const char *name)
{
	return text_starts(name, ".data.schedulers") || text_starts(name, ".data.vpci") ||
	       text_starts(name, ".data.param") || text_starts(name, ".rodata.vpci");
}

static bool has_function(const struct object *object, const char *name, size_t len)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		const struct atom *atom = object->atoms.items[i];

		if (atom->function && atom->name && strlen(atom->name) == len &&
		    !memcmp(atom->name, name, len))
			return true;
	}
	return false;
}

/*
 * May the static @atom be @gone, of the base? Compilers put numbers behind the name, clang its function in
 * front: that of a function that is new may have been another one's.
 */
static bool could_be(const struct atom *gone, const struct atom *atom)
{
	const char *stem, *old, *dot, *old_dot;

	if (gone->twin || !gone->name || gone->global || role_is_read_only(gone->section->role))
		return false;
	stem = correlate_stem(atom->name);
	old = correlate_stem(gone->name);
	dot = strrchr(stem, '.');
	old_dot = strrchr(old, '.');
	if (!dot || !old_dot)
		return !strcmp(stem, old);
	return !strcmp(dot, old_dot) &&
	       (!strcmp(stem, old) || !has_function(gone->object, stem, (size_t)(dot - stem)));
}

/* A static that cannot be told from an existing one would begin its life anew. */
static void judge_static(struct build *build, const struct atom *atom)
{
	if (!strchr(atom->name, '.') || atom->global || !atom->shipped)
		return;
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *base = build->pairs.items[i].base;

		if (!base || !base->source || strcmp(base->name, atom->object->name))
			continue;
		for (size_t j = 0; j < base->atoms.count; j++) {
			if (!could_be(base->atoms.items[j], atom))
				continue;
			block(build, atom,
			      "Give the new variable another name, or move it to file scope.",
			      "cannot tell which of the existing statics of this name it is");
			return;
		}
	}
}

/* Where one can be at all: in the reserve that the xSplice core keeps in every CPU's area. */
static void judge_percpu(struct build *build, const struct atom *atom)
{
	const struct image_symbol *reserve = image_global(&build->image, XS_PERCPU_RESERVE);

	if (!atom->shipped)
		return;
	if (build->image.program)
		block(build, atom, "Use an array indexed by worker.",
		      "new per-CPU variable; a program has no areas for them");
	else if (build->options->livepatch)
		block(build, atom,
		      "Use an array indexed by smp_processor_id(), or build for the xSplice core "
		      "(without --for livepatch).",
		      "new per-CPU variable; the per-CPU areas were laid out at boot, and an "
		      "unmodified Xen keeps no room in them");
	else if (!reserve)
		block(build, atom,
		      "Use an array indexed by smp_processor_id(), or give the hypervisor the "
		      "xSplice core.",
		      "new per-CPU variable; the per-CPU areas were laid out at boot, and %s keeps "
		      "no room in them",
		      file_base(build->image.path));
	else if (atom->bytes)
		block(build, atom, "Set it in a load hook, for each CPU.",
		      "new per-CPU variable with an initial value; on each CPU it begins as zero");
	else if (atom_align(atom) > XS_PERCPU_ALIGN)
		block(build, atom,
		      "Make it a pointer, and allocate what it points to in a preapply hook.",
		      "new per-CPU variable aligned to %llu bytes; the hypervisor's reserve for "
		      "them is aligned to %u",
		      (unsigned long long)atom_align(atom), XS_PERCPU_ALIGN);
	else
		note(build,
		     "%s is in the reserve for per-CPU variables, which needs a host with the "
		     "xSplice core; it begins as zero on each CPU",
		     atom->name);
}

static void judge_new(struct build *build, const struct atom *atom)
{
	if (is_linker_table(atom->section->name))
		block(build, atom, "Register it at run time, in a load hook.",
		      "new entry of the table %s, which was collected when the hypervisor was "
		      "linked",
		      atom->section->name);
	switch (atom->section->role) {
	case ROLE_PERCPU:
		judge_percpu(build, atom);
		judge_static(build, atom);
		return;
	case ROLE_TLS:
		block(build, atom, "Use an array indexed by worker.",
		      "new thread-local variable; the threads' areas were laid out at start");
		return;
	case ROLE_DATA:
	case ROLE_BSS:
		judge_static(build, atom);
		return;
	default:
		return;
	}
}

/* ---- all -------------------------------------------------------------------------------------- */

void judge_data(struct build *build, const struct atom *atom)
{
	if (atom->section->role == ROLE_UNKNOWN && atom->change != CHANGE_NONE && !atom->literal &&
	    !atom->ignored && !text_starts(atom->section->name, UNWIND_TABLE))
		block(build, atom,
		      mem_format("Leave the table as it is; say XS_IGNORE_SECTION(\"%s\") if its "
				 "change does not matter to what runs; or teach it to "
				 "builder/object/object.c.",
				 atom->section->name),
		      "changed in section %s, a table that this builder does not know",
		      atom->section->name);
	if (!atom->name || atom->literal || atom->ignored)
		return;
	if (atom->twin)
		judge_existing(build, atom);
	else if (atom->change == CHANGE_NEW)
		judge_new(build, atom);
}

void judge_reserve(struct build *build)
{
	const struct image_symbol *reserve = image_global(&build->image, XS_PERCPU_RESERVE);
	const struct atom *last = NULL;
	uint64_t size = 0;

	for (size_t i = 0; reserve && i < build->shipped.count; i++) {
		const struct atom *atom = build->shipped.items[i];

		if (atom->section->role != ROLE_PERCPU)
			continue;
		size += atom->size;
		last = atom;
	}
	if (last && size > reserve->size)
		block(build, last,
		      "Make it a pointer, and allocate what it points to in a preapply hook.",
		      "new per-CPU variables of %llu bytes, this one included; the hypervisor's "
		      "reserve for them has %llu",
		      (unsigned long long)size, (unsigned long long)reserve->size);
}

bool judge_constant(struct build *build, const struct atom *constant)
{
	const struct image_symbol *symbol = image_find(&build->image, constant->twin);
	uint64_t at = runpre_data(&build->image, constant->twin, symbol);

	note(build,
	     "%s is used from elsewhere: it is written in place, which needs a host with the "
	     "xSplice core",
	     constant->name);
	if (at == constant->size)
		return true;
	if (build->options->any_tree) {
		note(build,
		     "%s: %s is written in place, although the image has something else there "
		     "(--any-tree)",
		     atom_place(constant), constant->name);
		return true;
	}
	say_error("%s was not built from this tree: the constant %s (%s) differs from +0x%llx on. "
		  "Nothing was written.",
		  build->image.path, constant->name, atom_place(constant), (unsigned long long)at);
	return false;
}
