// SPDX-License-Identifier: BSD-2-Clause
#include "typeinfo.h"

#include <ctype.h>
#include <dwarf.h>
#include <string.h>

#define DEPTH_MAX 40 /* of types in types; further on nothing is the same */

Dwarf_Die *typeinfo_type(Dwarf_Die *die, Dwarf_Die *out)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate(die, DW_AT_type, &attribute)
		       ? dwarf_formref_die(&attribute, out)
		       : NULL;
}

static bool is_qualifier(int tag)
{
	return tag == DW_TAG_const_type || tag == DW_TAG_volatile_type ||
	       tag == DW_TAG_restrict_type || tag == DW_TAG_atomic_type;
}

static bool is_record(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_class_type;
}

static bool is_pointer(int tag)
{
	return tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type ||
	       tag == DW_TAG_rvalue_reference_type;
}

/* struct peeled - @name: the tag, or the typedef that stands for one */
struct peeled {
	Dwarf_Die die;
	int tag; /* 0: void */
	const char *name;
};

static struct peeled peel(Dwarf_Die *type)
{
	struct peeled peeled = {0};
	const char *alias = NULL;

	if (!type)
		return peeled;
	peeled.die = *type;
	for (;;) {
		int tag = dwarf_tag(&peeled.die);

		if (tag == DW_TAG_typedef)
			alias = dwarf_diename(&peeled.die);
		if (tag != DW_TAG_typedef && !is_qualifier(tag)) {
			peeled.tag = tag;
			peeled.name = dwarf_diename(&peeled.die);
			if (!peeled.name)
				peeled.name = alias;
			return peeled;
		}
		if (!typeinfo_type(&peeled.die, &peeled.die))
			return (struct peeled){0};
	}
}

Dwarf_Die *typeinfo_peel(Dwarf_Die *type, Dwarf_Die *out)
{
	struct peeled peeled = peel(type);

	*out = peeled.die;
	return peeled.tag ? out : NULL;
}

uint64_t typeinfo_size(Dwarf_Die *type)
{
	Dwarf_Word size;

	return type && !dwarf_aggregate_size(type, &size) ? size : 0;
}

/* Only some forms have a sign: of others libdw would take the top bit for one. */
int64_t typeinfo_constant(Dwarf_Die *die, unsigned int name, int64_t otherwise)
{
	Dwarf_Attribute attribute;
	Dwarf_Sword value;
	Dwarf_Word word;
	unsigned int form;

	if (!dwarf_attr_integrate(die, name, &attribute))
		return otherwise;
	form = dwarf_whatform(&attribute);
	if (form == DW_FORM_sdata || form == DW_FORM_implicit_const)
		return dwarf_formsdata(&attribute, &value) ? otherwise : value;
	return dwarf_formudata(&attribute, &word) ? otherwise : (int64_t)word;
}

uint64_t typeinfo_alignment(Dwarf_Die *type)
{
	return (uint64_t)typeinfo_constant(type, DW_AT_alignment, 0);
}

bool typeinfo_is_constant(Dwarf_Die *type)
{
	Dwarf_Die die;

	if (!type)
		return false;
	die = *type;
	for (;;) {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_const_type)
			return true;
		if (tag != DW_TAG_typedef && tag != DW_TAG_array_type && !is_qualifier(tag))
			return false;
		if (!typeinfo_type(&die, &die))
			return false;
	}
}

/* ---- dimensions and parameters ---------------------------------------------------------------- */

struct children {
	Dwarf_Die die;
	bool more;
};

static struct children children_of(Dwarf_Die *parent)
{
	struct children children = {0};

	children.more = !dwarf_child(parent, &children.die);
	return children;
}

/* The next child with one of two tags. */
static bool next_child(struct children *children, Dwarf_Die *out, int tag, int other)
{
	while (children->more) {
		int found = dwarf_tag(&children->die);

		*out = children->die;
		children->more = !dwarf_siblingof(&children->die, &children->die);
		if (found == tag || found == other)
			return true;
	}
	return false;
}

/* 0 also for "int a[]": it is only another way to say so */
static int64_t bound_of(Dwarf_Die *range)
{
	int64_t count = typeinfo_constant(range, DW_AT_count, -1);

	if (count < 0)
		count = typeinfo_constant(range, DW_AT_upper_bound, -1) + 1;
	return count < 0 ? 0 : count;
}

static bool same_bounds(Dwarf_Die *a, Dwarf_Die *b)
{
	struct children x = children_of(a), y = children_of(b);
	Dwarf_Die i, j;

	for (;;) {
		bool more = next_child(&x, &i, DW_TAG_subrange_type, 0);

		if (next_child(&y, &j, DW_TAG_subrange_type, 0) != more)
			return false;
		if (!more)
			return true;
		if (bound_of(&i) != bound_of(&j))
			return false;
	}
}

/* ---- two types -------------------------------------------------------------------------------- */

static enum sameness compare(Dwarf_Die *a, Dwarf_Die *b, int depth);

static enum sameness worse(enum sameness a, enum sameness b)
{
	return a > b ? a : b;
}

static enum sameness compare_targets(Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	Dwarf_Die x, y;

	return compare(typeinfo_type(a, &x), typeinfo_type(b, &y), depth + 1);
}

/* "()" says as little as "(void)". */
static bool next_parameter(struct children *children, bool first, Dwarf_Die *out)
{
	return next_child(children, out, DW_TAG_formal_parameter, DW_TAG_unspecified_parameters) &&
	       !(first && dwarf_tag(out) == DW_TAG_unspecified_parameters);
}

static enum sameness compare_parameters(Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	struct children x = children_of(a), y = children_of(b);
	enum sameness same = SAME_TYPE;
	Dwarf_Die i, j;

	for (bool first = true;; first = false) {
		bool more = next_parameter(&x, first, &i);

		if (next_parameter(&y, first, &j) != more)
			return SAME_NOT;
		if (!more)
			return same;
		if (dwarf_tag(&i) != dwarf_tag(&j))
			return SAME_NOT;
		if (dwarf_tag(&i) == DW_TAG_formal_parameter)
			same = worse(same, compare_targets(&i, &j, depth));
	}
}

static bool has_path(const struct members *members, const char *path)
{
	for (size_t i = 0; i < members->list.count; i++)
		if (!strcmp(members->list.items[i].path, path))
			return true;
	return false;
}

static enum sameness compare_records(Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	struct members x = {0}, y = {0};
	enum sameness same = SAME_TYPE;

	if (dwarf_tag(a) != dwarf_tag(b) || typeinfo_size(a) != typeinfo_size(b))
		return SAME_NOT;
	typeinfo_members(a, &x);
	typeinfo_members(b, &y);
	if (x.list.count != y.list.count || !x.list.count)
		return SAME_NOT;
	for (size_t i = 0; same != SAME_NOT && i < x.list.count; i++) {
		struct member *m = &x.list.items[i], *n = &y.list.items[i];

		if (m->bit != n->bit || m->len != n->len || m->has_type != n->has_type)
			return SAME_NOT;
		/* Another name is another name only if it is not that of a neighbour. */
		if (strcmp(m->path, n->path)) {
			if (has_path(&x, n->path))
				return SAME_NOT;
			same = worse(same, SAME_PLACE);
		}
		if (m->has_type)
			same = worse(same, compare(&m->type, &n->type, depth + 1));
	}
	return same;
}

static bool is_integer(const struct peeled *type)
{
	Dwarf_Die die = type->die;
	int64_t encoding = typeinfo_constant(&die, DW_AT_encoding, 0);

	if (type->tag == DW_TAG_enumeration_type)
		return true;
	return type->tag == DW_TAG_base_type && encoding != DW_ATE_float &&
	       encoding != DW_ATE_complex_float && encoding != DW_ATE_decimal_float &&
	       encoding != DW_ATE_imaginary_float;
}

static enum sameness compare_scalars(struct peeled *a, struct peeled *b)
{
	if (typeinfo_size(&a->die) != typeinfo_size(&b->die) || is_integer(a) != is_integer(b))
		return SAME_NOT;
	if (a->tag == DW_TAG_enumeration_type && b->tag == DW_TAG_enumeration_type)
		return !a->name == !b->name && (!a->name || !strcmp(a->name, b->name)) ? SAME_TYPE
										       : SAME_PLACE;
	if (a->tag == b->tag && typeinfo_constant(&a->die, DW_AT_encoding, 0) ==
					typeinfo_constant(&b->die, DW_AT_encoding, 0))
		return SAME_TYPE;
	return SAME_PLACE;
}

static bool is_scalar(int tag)
{
	return tag == DW_TAG_base_type || tag == DW_TAG_enumeration_type;
}

static enum sameness compare_pointers(struct peeled *a, struct peeled *b, int depth)
{
	Dwarf_Die x, y;
	bool a_void = !peel(typeinfo_type(&a->die, &x)).tag;
	bool b_void = !peel(typeinfo_type(&b->die, &y)).tag;

	if (a_void || b_void)
		return a_void && b_void ? SAME_TYPE : SAME_VOID;
	return compare_targets(&a->die, &b->die, depth);
}

/* "typedef struct { unsigned long m; } m_t;": in memory, and as an argument, nothing but its only member. */
static bool unwrap(struct peeled *wrapper)
{
	struct members members = {0};
	struct member *only;

	if (wrapper->tag != DW_TAG_structure_type)
		return false;
	typeinfo_members(&wrapper->die, &members);
	only = members.list.items;
	if (members.list.count != 1 || !only->has_type || only->bit_field || only->bit ||
	    only->len != 8 * typeinfo_size(&wrapper->die))
		return false;
	*wrapper = peel(&only->type);
	return wrapper->tag;
}

static enum sameness compare(Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	struct peeled x = peel(a), y = peel(b);

	if (depth > DEPTH_MAX)
		return SAME_NOT;
	if (is_scalar(x.tag) && is_scalar(y.tag))
		return compare_scalars(&x, &y);
	if (x.tag && y.tag && x.tag != y.tag && (unwrap(&x) || unwrap(&y)))
		return worse(SAME_PLACE, compare(&x.die, &y.die, depth + 1));
	if (x.tag != y.tag)
		return SAME_NOT;
	if (!x.tag)
		return SAME_TYPE;
	if (is_pointer(x.tag))
		return compare_pointers(&x, &y, depth);
	if (is_record(x.tag)) {
		if (x.name && y.name && !strcmp(x.name, y.name))
			return SAME_TYPE;
		return worse(x.name || y.name ? SAME_PLACE : SAME_TYPE,
			     compare_records(&x.die, &y.die, depth));
	}
	if (x.tag == DW_TAG_array_type && !same_bounds(&x.die, &y.die))
		return SAME_NOT;
	if (x.tag == DW_TAG_subroutine_type || x.tag == DW_TAG_subprogram)
		return worse(compare_targets(&x.die, &y.die, depth),
			     compare_parameters(&x.die, &y.die, depth));
	return compare_targets(&x.die, &y.die, depth);
}

enum sameness typeinfo_compare(Dwarf_Die *a, Dwarf_Die *b)
{
	return compare(a, b, 0);
}

/* ---- text ------------------------------------------------------------------------------------- */

static const char *text_of(Dwarf_Die *type, int depth);

static const char *parameters_text(Dwarf_Die *function, int depth)
{
	struct children children = children_of(function);
	const char *text = "";
	Dwarf_Die child, type;

	while (next_child(&children, &child, DW_TAG_formal_parameter,
			  DW_TAG_unspecified_parameters))
		text = mem_format("%s%s%s", text, *text ? ", " : "",
				  dwarf_tag(&child) == DW_TAG_unspecified_parameters
					  ? "..."
					  : text_of(typeinfo_type(&child, &type), depth));
	return *text ? text : "void";
}

static const char *bounds_text(Dwarf_Die *array)
{
	struct children children = children_of(array);
	const char *text = "";
	Dwarf_Die range;

	while (next_child(&children, &range, DW_TAG_subrange_type, 0)) {
		int64_t bound = bound_of(&range);

		text = !bound ? mem_format("%s[]", text)
			      : mem_format("%s[%lld]", text, (long long)bound);
	}
	return text;
}

static const char *text_of(Dwarf_Die *type, int depth)
{
	Dwarf_Die target;
	const char *name, *inner;
	int tag;

	if (!type)
		return "void";
	tag = dwarf_tag(type);
	name = dwarf_diename(type);
	if (depth > 8)
		return "...";
	if (tag == DW_TAG_structure_type)
		return mem_format("struct %s", name ? name : "{...}");
	if (tag == DW_TAG_union_type)
		return mem_format("union %s", name ? name : "{...}");
	if (tag == DW_TAG_class_type)
		return mem_format("class %s", name ? name : "{...}");
	if (tag == DW_TAG_enumeration_type)
		return mem_format("enum %s", name ? name : "{...}");
	if (name)
		return name;
	inner = text_of(typeinfo_type(type, &target), depth + 1);
	if (is_pointer(tag) && text_ends(inner, ")")) /* to a function */
		return mem_format("%.*s(*)%s", (int)strcspn(inner, "("), inner,
				  inner + strcspn(inner, "("));
	if (is_pointer(tag))
		return mem_format("%s%s*", inner, text_ends(inner, "*") ? "" : " ");
	if (tag == DW_TAG_array_type)
		return mem_format("%s%s", inner, bounds_text(type));
	if (tag == DW_TAG_subroutine_type)
		return mem_format("%s (%s)", inner, parameters_text(type, depth + 1));
	if (tag == DW_TAG_const_type)
		return mem_format("const %s", inner);
	if (tag == DW_TAG_volatile_type)
		return mem_format("volatile %s", inner);
	return inner;
}

const char *typeinfo_text(Dwarf_Die *type)
{
	return text_of(type, 0);
}

const char *typeinfo_change(Dwarf_Die *base, Dwarf_Die *patched)
{
	const char *old = text_of(base, 0), *new = text_of(patched, 0);
	Dwarf_Die x, y;

	if (!strcmp(old, new) && typeinfo_peel(base, &x) && typeinfo_peel(patched, &y)) {
		old = text_of(&x, 0);
		new = text_of(&y, 0);
	}
	return mem_format("was %s, is %s", old, new);
}

/* ---- members ---------------------------------------------------------------------------------- */

/* "pad", "_pad2", "reserved", "unused": bytes that nobody uses. */
static bool is_padding(const char *name)
{
	static const char *const words[] = {"pad",  "padding", "reserved",
					    "rsvd", "unused",  "spare"};
	size_t len;

	name += strspn(name, "_");
	for (len = strlen(name);
	     len && (isdigit((unsigned char)name[len - 1]) || name[len - 1] == '_');)
		len--;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (len == strlen(words[i]) && !memcmp(name, words[i], len))
			return true;
	return false;
}

static uint64_t member_bit(Dwarf_Die *die, uint64_t size, int64_t bit_size)
{
	int64_t bits = typeinfo_constant(die, DW_AT_data_bit_offset, -1);
	int64_t bytes = typeinfo_constant(die, DW_AT_data_member_location, 0);
	int64_t from_top = typeinfo_constant(die, DW_AT_bit_offset, -1); /* before DWARF 4 */

	if (bits >= 0)
		return (uint64_t)bits;
	if (from_top >= 0 && bit_size >= 0) {
		size = (uint64_t)typeinfo_constant(die, DW_AT_byte_size, (int64_t)size);
		return (uint64_t)(bytes * 8 + (int64_t)size * 8 - from_top - bit_size);
	}
	return (uint64_t)bytes * 8;
}

static void add_members(Dwarf_Die *record, uint64_t from, const char *prefix, bool in_union,
			int depth, struct members *out)
{
	struct children children = children_of(record);
	Dwarf_Die child;

	in_union |= dwarf_tag(record) == DW_TAG_union_type;
	while (depth < DEPTH_MAX &&
	       next_child(&children, &child, DW_TAG_member, DW_TAG_inheritance)) {
		struct member member = {.in_union = in_union};
		const char *name = dwarf_diename(&child);
		int64_t bit_size = typeinfo_constant(&child, DW_AT_bit_size, -1);
		struct peeled type;
		uint64_t size;

		if (dwarf_hasattr(&child, DW_AT_external) ||
		    dwarf_hasattr(&child, DW_AT_declaration))
			continue; /* static in a class */
		member.has_type = typeinfo_type(&child, &member.type) != NULL;
		type = peel(member.has_type ? &member.type : NULL);
		if (dwarf_tag(&child) == DW_TAG_inheritance)
			name = mem_format("base %s", type.name ? type.name : "");
		size = typeinfo_size(member.has_type ? &member.type : NULL);
		member.bit_field = bit_size >= 0;
		member.len = bit_size >= 0 ? (uint64_t)bit_size : size * 8;
		member.bit = from + member_bit(&child, size, bit_size);
		if (name && is_padding(name))
			continue;
		if (is_record(type.tag) && !type.name) {
			add_members(&type.die, member.bit,
				    name ? mem_format("%s%s.", prefix, name) : prefix, in_union,
				    depth + 1, out);
			continue;
		}
		if (!name)
			name = "";
		member.path = *prefix ? mem_format("%s%s", prefix, name) : name;
		vec_push(&out->list, member);
	}
}

void typeinfo_members(Dwarf_Die *record, struct members *out)
{
	add_members(record, 0, "", false, 0, out);
}
