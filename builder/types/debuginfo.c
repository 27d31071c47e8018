// SPDX-License-Identifier: BSD-2-Clause
#include "debuginfo.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH_MAX 200 /* of blocks in blocks */

/* The object itself has it, or nobody: nothing is looked for elsewhere, let alone downloaded. */
static int no_other_file(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
			 const char *file, const char *link, GElf_Word crc, char **path)
{
	(void)module, (void)userdata, (void)name, (void)base;
	(void)file, (void)link, (void)crc, (void)path;
	return -1;
}

static void add(struct debuginfo *info, enum named_kind kind, const char *scope, const char *name,
		Dwarf_Die *die)
{
	struct named named = {
		.kind = kind, .scope = scope, .name = name, .off = dwarf_dieoffset(die)};

	if (name)
		vec_push(&info->names, named);
}

static bool has_flag(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attribute;
	bool flag = false;

	return dwarf_attr(die, name, &attribute) && !dwarf_formflag(&attribute, &flag) && flag;
}

/* Not in a register, not on a stack. */
static bool has_address(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr(die, DW_AT_location, &attribute) ||
	    dwarf_getlocation(&attribute, &ops, &count) || !count)
		return false;
	switch (ops[0].atom) {
	case DW_OP_addr:
	case DW_OP_addrx:
	case DW_OP_GNU_addr_index:
	case DW_OP_const8u: /* offset of a thread-local variable */
	case DW_OP_constx:
	case DW_OP_GNU_const_index:
		return true;
	default:
		return false;
	}
}

static void add_enumerators(struct debuginfo *info, const char *scope, Dwarf_Die *die)
{
	Dwarf_Die child;

	if (dwarf_child(die, &child))
		return;
	do
		add(info, NAMED_ENUMERATOR, scope, dwarf_diename(&child), &child);
	while (!dwarf_siblingof(&child, &child));
}

static void add_type(struct debuginfo *info, const char *scope, Dwarf_Die *die,
		     enum named_kind kind)
{
	const char *name = dwarf_diename(die);

	if (has_flag(die, DW_AT_declaration))
		return;
	if (!name && kind == NAMED_ENUM)
		add_enumerators(info, scope, die);
	add(info, kind, scope, name, die);
}

static void add_typedef(struct debuginfo *info, const char *scope, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Die target;

	if (!dwarf_attr(die, DW_AT_type, &attribute) || !dwarf_formref_die(&attribute, &target) ||
	    dwarf_diename(&target))
		return;
	switch (dwarf_tag(&target)) {
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_class_type:
	case DW_TAG_enumeration_type:
		add(info, NAMED_TYPEDEF, scope, dwarf_diename(die), die);
		break;
	default:
		break;
	}
}

static void add_children(struct debuginfo *info, const char *scope, Dwarf_Die *parent, int depth);

static void add_die(struct debuginfo *info, const char *scope, Dwarf_Die *die, int depth)
{
	const char *name;

	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
		add_type(info, scope, die, NAMED_STRUCT);
		break;
	case DW_TAG_union_type:
		add_type(info, scope, die, NAMED_UNION);
		break;
	case DW_TAG_class_type:
		add_type(info, scope, die, NAMED_CLASS);
		break;
	case DW_TAG_enumeration_type:
		add_type(info, scope, die, NAMED_ENUM);
		break;
	case DW_TAG_typedef:
		add_typedef(info, scope, die);
		break;
	case DW_TAG_variable:
		if (has_address(die))
			add(info, NAMED_VARIABLE, scope, dwarf_diename(die), die);
		break;
	case DW_TAG_subprogram:
		name = dwarf_diename(die);
		if (has_flag(die, DW_AT_declaration))
			add(info, NAMED_PROTOTYPE, scope, name, die);
		else if (!dwarf_hasattr(die, DW_AT_abstract_origin))
			add(info, NAMED_FUNCTION, scope, name, die);
		add_children(info, name ? name : scope, die, depth + 1);
		break;
	case DW_TAG_namespace:
		name = dwarf_diename(die);
		add_children(info, mem_format("%s%s::", scope, name ? name : ""), die, depth + 1);
		break;
	case DW_TAG_lexical_block:
		add_children(info, scope, die, depth + 1);
		break;
	default:
		break;
	}
}

static void add_children(struct debuginfo *info, const char *scope, Dwarf_Die *parent, int depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child))
		return;
	do
		add_die(info, scope, &child, depth);
	while (!dwarf_siblingof(&child, &child));
}

int debuginfo_order(const struct named *a, const struct named *b)
{
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = strcmp(a->scope, b->scope);
	return order ? order : strcmp(a->name, b->name);
}

static int sort_order(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = debuginfo_order(x, y);

	return order ? order : x->off < y->off ? -1 : x->off > y->off;
}

Dwarf *debuginfo_load(const char *path, Dwfl **out)
{
	static const Dwfl_Callbacks callbacks = {.find_debuginfo = no_other_file,
						 .section_address = dwfl_offline_section_address};
	Dwfl_Module *module;
	Dwarf_Addr bias;

	*out = dwfl_begin(&callbacks);
	if (!*out)
		return NULL;
	module = dwfl_report_offline(*out, "", path, -1);
	dwfl_report_end(*out, NULL, NULL);
	/* This also relocates the sections of a relocatable object. */
	return module ? dwfl_module_getdwarf(module, &bias) : NULL;
}

bool debuginfo_open(const char *path, struct debuginfo *out)
{
	Dwarf_Off next = 0, at;
	size_t head;

	out->names.count = 0;
	out->dwarf = debuginfo_load(path, &out->dwfl);
	while (out->dwarf && !dwarf_nextcu(out->dwarf, at = next, &next, &head, NULL, NULL, NULL)) {
		Dwarf_Die unit;

		if (dwarf_offdie(out->dwarf, at + head, &unit))
			add_children(out, "", &unit, 0);
	}
	if (!out->names.count) {
		debuginfo_close(out);
		return false;
	}
	qsort(out->names.items, out->names.count, sizeof(struct named), sort_order);
	return true;
}

void debuginfo_close(struct debuginfo *info)
{
	if (info->dwfl)
		dwfl_end(info->dwfl);
	info->dwfl = NULL;
	info->dwarf = NULL;
}

const struct named *debuginfo_find(const struct debuginfo *info, enum named_kind kind,
				   const char *scope, const char *name)
{
	struct named wanted = {.kind = kind, .scope = scope, .name = name};
	size_t low = 0, high = info->names.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (debuginfo_order(&info->names.items[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == info->names.count || debuginfo_order(&info->names.items[low], &wanted))
		return NULL;
	return &info->names.items[low];
}

Dwarf_Die debuginfo_die(const struct debuginfo *info, const struct named *named)
{
	Dwarf_Die die = {0};

	dwarf_offdie(info->dwarf, named->off, &die);
	return die;
}

const char *debuginfo_title(const struct named *named)
{
	static const char *const kinds[] = {
		[NAMED_STRUCT] = "struct ", [NAMED_UNION] = "union ", [NAMED_CLASS] = "class ",
		[NAMED_ENUM] = "enum ",	    [NAMED_FUNCTION] = "",    [NAMED_PROTOTYPE] = "",
	};
	const char *kind = kinds[named->kind] ? kinds[named->kind] : "";

	return mem_format("%s%s%s", kind, text_ends(named->scope, "::") ? named->scope : "",
			  named->name);
}
