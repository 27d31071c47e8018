// SPDX-License-Identifier: BSD-2-Clause
#include "pointers.h"

#include <string.h>

#include "compare/correlate.h"
#include "object/insn.h"
#include "emit/select.h"

#define HOOKS_UNLOAD ".livepatch.hooks.unload"

/* "call *name@GOTPCREL(%rip)", or a jump: what is loaded is where it goes. */
static bool is_indirect_branch(const struct atom *from, const struct reloc *reloc)
{
	const uint8_t *modrm = from->bytes + reloc->off - 1;

	return reloc->off >= 2 && (*modrm == 0x15 || *modrm == 0x25) && modrm[-1] == 0xff;
}

bool pointer_taken(const struct atom *from, const struct reloc *reloc)
{
	bool code = from->section->flags & SHF_EXECINSTR;

	if (reloc->branch || reloc->point || !from->bytes)
		return false;
	switch (reloc->type) {
	case R_X86_64_64:
	case R_X86_64_32:
	case R_X86_64_32S:
		return true;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		return code;
	case R_X86_64_GOTPCREL:
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
		return code && !is_indirect_branch(from, reloc);
	}
	return false;
}

static bool is_function(const struct atom *atom)
{
	return atom && atom->name && atom->section->role == ROLE_CODE && !atom->cold_of;
}

/* ---- pointers that may stay ------------------------------------------------------------------- */

static bool takes_back(const struct build *build)
{
	for (size_t i = 0; i < build->shipped.count; i++)
		if (!strcmp(build->shipped.items[i]->section->name, HOOKS_UNLOAD))
			return true;
	return false;
}

static bool is_transient(const struct build *build, const struct atom *function)
{
	return map_get(&build->named, mem_format("transient %s", function->name)) ||
	       map_get(&build->named, mem_format("transient %s", correlate_stem(function->name)));
}

static void judge_stored(struct build *build, const struct atom *from, struct atom *function)
{
	if (function->pointed || from->section->role == ROLE_HOOK || is_transient(build, function))
		return;
	function->pointed = true;
	if (takes_back(build))
		note(build,
		     "%s: %s holds the address of the new function %s: the unload hook must take "
		     "back every copy of it that the host stored",
		     atom_place(from), atom_title(from), function->name);
	else
		note(build,
		     "%s: %s holds the address of the new function %s: once it was applied, the "
		     "payload cannot be unloaded%s. Take it back in an unload hook, or say "
		     "XS_TRANSIENT(\"%s\") if no copy of it stays behind "
		     "(docs/patch-authors.md#pointers-to-functions)",
		     atom_place(from), atom_title(from), function->name,
		     build->image.program ? ""
					  : " (an unmodified Xen would do it, and crash later)",
		     correlate_stem(function->name));
}

/* ---- landing pads ----------------------------------------------------------------------------- */

static bool refers_to(const struct build *build, const struct atom *from, const struct atom *atom,
		      const struct image_symbol *symbol)
{
	for (size_t i = 0; i < from->relocs.count; i++) {
		const struct reloc *reloc = &from->relocs.items[i];
		const struct image_symbol *other = NULL;

		if (!pointer_taken(from, reloc))
			continue;
		if (atom && reloc->target == atom)
			return true;
		if (symbol)
			other = reloc->target ? image_find(&build->image, reloc->target)
					      : image_global(&build->image, reloc->symbol);
		if (other && other == symbol)
			return true;
	}
	return false;
}

static const char *wanted(const struct build *build)
{
	return build->image.program
		       ? "Compile it with its landing pad (no nocf_check attribute)."
		       : "Mark it XS_INDIRECT (Xen's cf_check), or do not take its address.";
}

/* Its old entry stays the one that pointers lead to, whatever the new body begins with. */
static void judge_old_entry(struct build *build, const struct atom *from,
			    const struct image_symbol *symbol)
{
	const uint8_t *code;

	if (symbol->type != STT_FUNC || image_is_init(&build->image, symbol->value))
		return;
	code = image_bytes(&build->image, symbol->value, symbol->size);
	if (!code || insn_is_endbr(code, symbol->size))
		return;
	if (from->twin && refers_to(build, from->twin, NULL, symbol))
		return; /* as before: it knows what it does with it */
	block(build, from,
	      "Take the address of a new function that calls it, marked XS_INDIRECT (cf_check).",
	      "takes the address of %s, which has no endbr64 at its entry in the running image: a "
	      "call by "
	      "that pointer faults on hardware with IBT",
	      symbol->name);
}

static void judge_new_entry(struct build *build, const struct atom *from,
			    const struct atom *function)
{
	if (insn_is_endbr(function->bytes, function->size))
		return;
	block(build, function, wanted(build),
	      "its address is taken by %s, and it does not begin with endbr64: a call by that "
	      "pointer faults on hardware with IBT",
	      from->section->role == ROLE_HOOK ? "a hook" : atom_title(from));
}

/* An old entry that pointers lead to keeps its landing pad, in the source too. */
static void judge_lost(struct build *build, const struct atom *function)
{
	const struct object *object = function->object;
	bool pointed = function->in_place;

	if (!insn_is_endbr(function->twin->bytes, function->twin->size) ||
	    insn_is_endbr(function->bytes, function->size))
		return;
	for (size_t i = 0; i < object->atoms.count && !pointed; i++)
		pointed = object->atoms.items[i]->section->role != ROLE_INIT &&
			  refers_to(build, object->atoms.items[i], function, NULL);
	if (pointed)
		block(build, function, wanted(build),
		      "no longer begins with endbr64, but is still called by pointer");
}

/* ---- all -------------------------------------------------------------------------------------- */

static void judge_pointer(struct build *build, struct atom *from, const struct reloc *reloc)
{
	struct binding binding = select_binding(build, from, reloc);

	if (binding.kind == BIND_PAYLOAD && is_function(binding.atom)) {
		if (!binding.atom->twin)
			judge_stored(build, from, binding.atom);
		if (binding.atom->object->landing_pads)
			judge_new_entry(build, from, binding.atom);
	} else if (binding.kind == BIND_IMAGE && from->object->landing_pads) {
		judge_old_entry(build, from, binding.image);
	}
}

void pointers_judge(struct build *build)
{
	for (size_t i = 0; i < build->shipped.count; i++) {
		struct atom *from = build->shipped.items[i];

		for (size_t j = 0; j < from->relocs.count; j++)
			if (pointer_taken(from, &from->relocs.items[j]))
				judge_pointer(build, from, &from->relocs.items[j]);
	}
	for (size_t i = 0; i < build->functions.count; i++)
		if (build->functions.items[i]->object->landing_pads &&
		    is_function(build->functions.items[i]))
			judge_lost(build, build->functions.items[i]);
}
