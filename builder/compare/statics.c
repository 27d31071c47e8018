// SPDX-License-Identifier: BSD-2-Clause
#include "statics.h"

#include <dwarf.h>
#include <string.h>

#include "correlate.h"
#include "types/debuginfo.h"
#include "tree/retake.h"
#include "base/say.h"

/* struct doubt - a pair with statics of one stem on both sides, of which none has a twin */
struct doubt {
	struct pair *pair;
	struct retake made;
	bool has_debuginfo;
};

static bool is_loose(const struct atom *atom)
{
	enum role role = atom->section->role;

	return atom->name && !atom->twin && !atom->global && strchr(atom->name, '.') &&
	       (role == ROLE_DATA || role == ROLE_BSS || role == ROLE_PERCPU);
}

static bool is_in_doubt(const struct pair *pair)
{
	struct map loose = {0};

	for (size_t i = 0; i < pair->base->atoms.count; i++)
		if (is_loose(pair->base->atoms.items[i]))
			map_put(&loose, correlate_stem(pair->base->atoms.items[i]->name), &loose);
	for (size_t i = 0; loose.count && i < pair->patched->atoms.count; i++) {
		const struct atom *atom = pair->patched->atoms.items[i];

		if (is_loose(atom) && map_get(&loose, correlate_stem(atom->name)))
			return true;
	}
	return false;
}

/* ---- debug information ------------------------------------------------------------------------ */

static bool address_of(Dwarf_Die *die, Dwarf_Addr *out)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr(die, DW_AT_location, &attribute) ||
	    dwarf_getlocation(&attribute, &ops, &count) || count != 1 || ops[0].atom != DW_OP_addr)
		return false;
	*out = ops[0].number;
	return true;
}

/* The symbol of each static that is written inside a function -> that function, and the name there. */
static bool read_scopes(const char *path, struct map *out)
{
	struct debuginfo info = {0};

	if (!path || !debuginfo_open(path, &info))
		return false;
	for (size_t i = 0; i < info.names.count; i++) {
		const struct named *named = &info.names.items[i];
		Dwarf_Die die = debuginfo_die(&info, named);
		Dwfl_Module *module;
		const char *symbol;
		Dwarf_Addr address;
		GElf_Off off = 1;
		GElf_Sym entry;

		if (named->kind != NAMED_VARIABLE || !*named->scope || !address_of(&die, &address))
			continue;
		module = dwfl_addrmodule(info.dwfl, address);
		symbol = module ? dwfl_module_addrinfo(module, address, &off, &entry, NULL, NULL,
						       NULL)
				: NULL;
		if (symbol && !off)
			map_put(out, mem_format("%s", symbol),
				mem_format("%s in %s()", named->name, named->scope));
	}
	debuginfo_close(&info);
	return true;
}

/* ---- twins ------------------------------------------------------------------------------------ */

/* What is loose, by where it was written; NULL: there are two of that. */
static void collect(const struct object *object, const struct map *scopes, struct map *out)
{
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];
		const char *scope = is_loose(atom) ? map_get(scopes, atom->name) : NULL;
		struct atom **slot;

		if (!scope)
			continue;
		slot = map_get(out, scope);
		if (slot) {
			*slot = NULL;
			continue;
		}
		slot = MEM_NEW(struct atom *);
		*slot = atom;
		map_put(out, scope, slot);
	}
}

static void settle(const struct doubt *doubt)
{
	struct map base_scopes = {0}, patched_scopes = {0}, base = {0}, patched = {0};
	const struct object *object = doubt->pair->patched;

	if (!read_scopes(doubt->made.objects[BASE], &base_scopes) ||
	    !read_scopes(doubt->made.objects[PATCHED], &patched_scopes))
		return;
	collect(doubt->pair->base, &base_scopes, &base);
	collect(object, &patched_scopes, &patched);
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];
		const char *scope = is_loose(atom) ? map_get(&patched_scopes, atom->name) : NULL;
		struct atom **mine = scope ? map_get(&patched, scope) : NULL;
		struct atom **other = scope ? map_get(&base, scope) : NULL;

		if (!mine || !*mine || !other || !*other)
			continue;
		atom->twin = *other;
		(*other)->twin = atom;
		say_debug("%s: %s is %s: %s", object->name, (*other)->name, atom->name, scope);
	}
}

enum build_status statics_settle(struct build *build, const struct units *units,
				 const struct workspace *workspace)
{
	const char *folder = mem_format("%s/statics", workspace->folder);
	VEC(struct doubt) doubts = {0};
	VEC(struct retake *) retakes = {0};
	enum build_status status = BUILD_OK;

	for (size_t i = 0; i < build->pairs.count; i++) {
		struct pair *pair = &build->pairs.items[i];
		struct doubt doubt = {.pair = pair};
		struct map unused = {0};

		if (!pair->unit->base || !pair->unit->patched || !is_in_doubt(pair))
			continue;
		doubt.made = retake_new(pair->unit, folder, i);
		doubt.has_debuginfo = read_scopes(pair->unit->base, &unused) &&
				      read_scopes(pair->unit->patched, &unused);
		if (doubt.has_debuginfo) {
			doubt.made.objects[BASE] = pair->unit->base;
			doubt.made.objects[PATCHED] = pair->unit->patched;
		}
		vec_push(&doubts, doubt);
	}
	for (size_t i = 0; i < doubts.count; i++) {
		struct retake *made = &doubts.items[i].made;

		made->text = made->object = !doubts.items[i].has_debuginfo && retake_is_known(made);
		if (made->text)
			vec_push(&retakes, made);
	}
	if (retakes.count) {
		status = file_make_folder(folder);
		if (status == BUILD_OK)
			status = retake_texts(retakes.items, retakes.count, units,
					      &workspace->change, build->options->jobs);
		if (status == BUILD_OK)
			status = retake_objects(retakes.items, retakes.count, build->options->jobs);
	}
	for (size_t i = 0; status == BUILD_OK && i < doubts.count; i++)
		if (doubts.items[i].has_debuginfo ||
		    (retake_same_code(&doubts.items[i].made, BASE) &&
		     retake_same_code(&doubts.items[i].made, PATCHED)))
			settle(&doubts.items[i]);
	return status;
}
