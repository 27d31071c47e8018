// SPDX-License-Identifier: BSD-2-Clause
#include "select.h"

#include <string.h>

#include "calls.h"
#include "judge/small.h"
#include "compare/correlate.h"
#include "base/say.h"

#define SHADOW_PREFIX "xs_shadow_"

static bool is_code(const struct atom *atom)
{
	return atom->section->role == ROLE_CODE;
}

/* Pieces without a name belong to whom refers to them. */
static bool is_private(const struct atom *atom)
{
	return atom->literal ||
	       (!atom->name && atom->section->role != ROLE_DATA &&
		atom->section->role != ROLE_BSS && atom->section->role != ROLE_PERCPU &&
		atom->section->role != ROLE_INIT);
}

static struct binding bind_payload(const struct atom *atom)
{
	return (struct binding){.kind = BIND_PAYLOAD,
				.atom = (struct atom *)(uintptr_t)atom,
				.name = atom_title(atom)};
}

static struct binding bind_below(const struct build *build, const char *name)
{
	for (size_t i = 0; name && i < build->below.count; i++) {
		const char *full = map_get(&build->below.items[i].symbols, name);

		if (full)
			return (struct binding){.kind = BIND_BELOW, .name = full};
	}
	return (struct binding){.kind = BIND_NOWHERE, .name = name};
}

static struct binding bind_image(const struct build *build, const struct atom *base)
{
	const struct image_symbol *symbol = image_find(&build->image, base);

	if (symbol)
		return (struct binding){.kind = BIND_IMAGE, .image = symbol, .name = symbol->name};
	return bind_below(build, base->name);
}

static struct binding bind_undefined(const struct build *build, const char *name)
{
	const struct image_symbol *symbol;
	const struct atom *atom = map_get(&build->exports, name);
	struct binding below;

	if (atom && (atom->change == CHANGE_NEW || atom->carried || atom->left_behind))
		return bind_payload(atom);
	if (atom && atom->twin && !atom->twin->global) /* was static until now */
		return bind_image(build, atom->twin);
	symbol = image_global(&build->image, name);
	if (symbol)
		return (struct binding){.kind = BIND_IMAGE, .image = symbol, .name = name};
	if (atom && atom->twin) /* a new name of it */
		return bind_image(build, atom->twin);
	below = bind_below(build, name);
	if (below.kind == BIND_NOWHERE && build->image.program)
		below.kind = BIND_LIBRARY;
	return below;
}

struct binding select_binding(const struct build *build, const struct atom *from,
			      const struct reloc *reloc)
{
	struct atom *target = reloc->target;
	struct binding binding;

	if (target && target->section->whole && target->object == from->object)
		return bind_payload(target);
	if (!target) {
		binding = bind_undefined(build, reloc->symbol);
		binding.weak = reloc->weak;
		return binding;
	}
	if (target->change == CHANGE_NEW && target->weak) /* of several copies one is shipped */
		return bind_payload(map_get(&build->exports, target->name));
	if (is_private(target) || target->change == CHANGE_NEW || target->left_behind ||
	    target->section->role == ROLE_HOOK)
		return bind_payload(target);
	if (target->shipped && is_code(target) &&
	    (target->cold_of || reloc->point || (from->cold_of == target) || !target->twin))
		return bind_payload(target);
	if (target->change == CHANGE_CONTENT && role_is_read_only(target->section->role) &&
	    !target->in_place)
		return bind_payload(target);
	if (!target->twin)
		return bind_payload(target);
	binding = bind_image(build, target->twin);
	if (binding.kind == BIND_NOWHERE && role_is_read_only(target->section->role) &&
	    !target->global)
		return bind_payload(target);
	return binding;
}

/* ---- the closure ------------------------------------------------------------------------------ */

static void ship(struct build *build, struct atom *atom, const struct atom *user)
{
	if (atom->shipped)
		return;
	atom->shipped = true;
	atom->used_by = user;
	vec_push(&build->shipped, atom);
	if (atom->cold)
		ship(build, atom->cold, atom);
}

/* What hosts can apply; docs/payload-format.md has the same list. */
static bool is_known_type(uint32_t type)
{
	static const uint8_t known[] = {
		R_X86_64_NONE,	   R_X86_64_64,	  R_X86_64_PC32,      R_X86_64_PLT32,
		R_X86_64_GOTPCREL, R_X86_64_32,	  R_X86_64_32S,	      R_X86_64_GOTTPOFF,
		R_X86_64_TPOFF32,  R_X86_64_PC64, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX,
	};

	for (size_t i = 0; i < sizeof(known); i++)
		if (known[i] == type)
			return true;
	return false;
}

static void check_target(struct build *build, const struct atom *from, const struct reloc *reloc,
			 const struct binding *binding)
{
	const char *name = binding->name ? binding->name : reloc->symbol;

	if (!reloc->target && text_starts(reloc->symbol, SHADOW_PREFIX) &&
	    (build->options->livepatch || binding->kind == BIND_NOWHERE)) {
		block(build, from,
		      "Keep what is new in a variable of the patch's own, found by the object's "
		      "address, or build for the xSplice core.",
		      "uses shadow variables (%s), which an unmodified Xen does not have",
		      reloc->symbol);
		return;
	}
	if (binding->kind == BIND_NOWHERE) {
		block(build, from,
		      "Link against what the hypervisor has, or build on top of the payload that "
		      "has it (--depends).",
		      "refers to %s, which neither the hypervisor image nor the patch defines",
		      name ? name : "something unnamed");
		return;
	}
	if (reloc->type == R_X86_64_PC8 && binding->kind != BIND_NOWHERE)
		block(build, from, "Put it into a section of its own.",
		      "jumps to %s, beside it, by a jump too short to lead there from elsewhere",
		      name);
	else if (!is_known_type(reloc->type))
		block(build, from, "Compile it with the usual code and thread-local models.",
		      "refers to %s by a relocation of type %u, which no host applies", name,
		      reloc->type);
	if (binding->kind == BIND_IMAGE && binding->image->type == STT_GNU_IFUNC)
		block(build, from, "Call the implementation that is meant, by its name.",
		      "refers to %s, which was chosen when the program started (an indirect "
		      "function)",
		      name);
	if (binding->kind != BIND_IMAGE || !image_is_init(&build->image, binding->image->value))
		return;
	if (calls_is_one(from, reloc)) {
		calls_take(build, from, reloc, binding);
		return;
	}
	if (from->twin) { /* the old body did, too: it knows when it may */
		for (size_t i = 0; i < from->twin->relocs.count; i++) {
			struct binding old =
				select_binding(build, from, &from->twin->relocs.items[i]);

			if (old.kind == BIND_IMAGE && old.image == binding->image)
				return;
			if (from->twin->relocs.items[i].target && reloc->target &&
			    from->twin->relocs.items[i].target->twin == reloc->target)
				return;
		}
	}
	block(build, from, "Use something that stays, or copy it into the patch.",
	      "refers to %s, which is gone after boot", name);
}

static void follow(struct build *build, struct atom *from, const struct reloc *reloc)
{
	struct binding binding = select_binding(build, from, reloc);

	check_target(build, from, reloc, &binding);
	if (binding.kind != BIND_PAYLOAD || binding.atom->shipped)
		return;
	ship(build, binding.atom, from);
}

static void close_over(struct build *build)
{
	for (size_t i = 0; i < build->shipped.count; i++) {
		struct atom *atom = build->shipped.items[i];

		for (size_t j = 0; j < atom->relocs.count; j++)
			follow(build, atom, &atom->relocs.items[j]);
		for (size_t j = 0; j < atom->entries.count; j++)
			for (size_t k = 1; k < atom->entries.items[j].relocs.count; k++)
				follow(build, atom, &atom->entries.items[j].relocs.items[k]);
	}
}

static bool ignored(const struct build *build, const struct atom *atom)
{
	const char *section = mem_format("ignore-section %s", atom->section->name);

	if (map_get(&build->named, section))
		return true;
	return atom->name &&
	       (map_get(&build->named, mem_format("ignore %s", atom->name)) ||
		map_get(&build->named, mem_format("ignore %s", correlate_stem(atom->name))));
}

/* What runs once, at start. Of other tables that are gone after boot, copies may live on. */
static bool is_start_table(const struct section *section)
{
	return text_starts(section->name, ".init_array") ||
	       text_starts(section->name, ".preinit_array") ||
	       text_starts(section->name, ".ctors") || text_starts(section->name, ".initcall");
}

/* Nothing but such tables refers to it (a constructor, an initcall). */
static bool runs_once(const struct atom *function)
{
	bool any = false;

	if (function->global)
		return false;
	for (size_t i = 0; i < function->object->atoms.count; i++) {
		const struct atom *user = function->object->atoms.items[i];

		for (size_t j = 0; j < user->relocs.count; j++) {
			if (user->relocs.items[j].target != function || user == function)
				continue;
			if (!is_start_table(user->section))
				return false;
			any = true;
		}
	}
	return any;
}

static bool forced(const struct build *build, const struct atom *atom)
{
	return atom->name && map_get(&build->named, mem_format("force %s", atom->name));
}

/* A weak function that a strong one took the place of. */
static bool is_overridden(const struct build *build, const struct atom *atom)
{
	const struct image_symbol *symbol = image_find(&build->image, atom->twin);

	return atom->twin->weak && symbol && !symbol->weak;
}

static bool same_bytes(const struct atom *a, const struct atom *b)
{
	return a->size == b->size && !memcmp(a->bytes, b->bytes, a->size);
}

/* A function that several objects have a copy of, and the image one (a COMDAT group): ships once. */
static bool is_repeated(struct build *build, const struct atom *atom)
{
	const struct image_symbol *symbol = image_find(&build->image, atom->twin);

	for (size_t i = 0; symbol && atom->weak && i < build->functions.count; i++) {
		const struct atom *other = build->functions.items[i];

		if (!other->weak || image_find(&build->image, other->twin) != symbol)
			continue;
		if (!same_bytes(atom, other) || !same_bytes(atom->twin, other->twin))
			block(build, atom, "Make both objects with the same compiler flags.",
			      "%s has a copy of it, too, that is compiled to other code",
			      atom_place(other));
		return true;
	}
	return false;
}

void select_function(struct build *build, struct atom *function)
{
	vec_push(&build->functions, function);
	ship(build, function, NULL);
}

static void start_with(struct build *build, struct atom *atom)
{
	bool changed = atom->change == CHANGE_CONTENT;

	if (atom->section->role == ROLE_HOOK) {
		atom->why = "a hook of the patch";
		ship(build, atom, NULL);
		return;
	}
	if (atom->section->role == ROLE_INIT) {
		if (changed || (atom->change == CHANGE_NEW && atom->name))
			vec_push(&build->boot_only, atom);
		return;
	}
	if (atom->object->assembly) {
		if (atom->in_place)
			select_function(build, atom);
		else if (atom->section->whole)
			ship(build, atom, NULL);
		return; /* assembly_judge() refuses it as a whole */
	}
	if (ignored(build, atom)) {
		atom->ignored = true;
		if (changed)
			note(build, "%s: %s changed, left out: the patch says to ignore it",
			     atom_place(atom), atom_title(atom));
		return;
	}
	if (atom->in_place) {
		select_function(build, atom);
		return;
	}
	if (!is_code(atom) || atom->cold_of || !atom->name || !atom->twin)
		return;
	if (forced(build, atom) && !changed) {
		atom->forced = true;
		atom->change = CHANGE_CONTENT;
		atom->why = "the patch forces it in";
		changed = true;
	}
	if (changed && !atom->forced && runs_once(atom)) {
		vec_push(&build->boot_only, atom);
		return;
	}
	if (changed && is_overridden(build, atom)) {
		atom->ignored = true;
		note(build, "%s: %s changed, left out: another file's definition was linked",
		     atom_place(atom), atom->name);
		return;
	}
	if (changed && is_repeated(build, atom))
		return;
	if (changed)
		select_function(build, atom);
}

/* Of several definitions the one that a linker takes. */
static void export(struct build *build, const char *name, struct atom *atom)
{
	const struct atom *other = map_get(&build->exports, name);

	if (!other || (other->weak && (!atom->weak || atom->size > other->size)))
		map_put(&build->exports, name, atom);
}

void select_directives(struct build *build)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->directives.count; j++)
			map_put(&build->named, patched->directives.items[j], build);
	}
}

void select_payload(struct build *build)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->atoms.count; j++) {
			struct atom *atom = patched->atoms.items[j];

			if (atom->global && atom->name)
				export(build, atom->name, atom);
			for (size_t k = 0; k < atom->aliases.count; k++)
				if (atom->aliases.items[k].global)
					export(build, atom->aliases.items[k].name, atom);
		}
	}
	for (size_t i = 0; i < build->pairs.count; i++) {
		struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->atoms.count; j++)
			start_with(build, patched->atoms.items[j]);
	}
	small_replace_callers(build);
	close_over(build);
}
