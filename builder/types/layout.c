// SPDX-License-Identifier: BSD-2-Clause
#include "layout.h"

#include <dwarf.h>
#include <string.h>

#include "typeinfo.h"

#define DETAILS_MAX 6 /* that are told of one type */
#define MOVED_MAX 2   /* of members that only moved */

/* struct finding - what was found of one type so far */
struct finding {
	enum layout_verdict verdict;
	bool any;
	const char *details;
	int count;
	int removed;	   /* of @count */
	const char *moves; /* told last: the reason for them is among the details */
	int moved;
};

static const char *join(const char *a, const char *b)
{
	return a && b ? mem_format("%s, %s", a, b) : a ? a : b;
}

__attribute__((format(printf, 3, 4))) static void add(struct finding *finding,
						      enum layout_verdict verdict,
						      const char *format, ...)
{
	va_list args;
	const char *detail;

	finding->any = true;
	if (verdict > finding->verdict)
		finding->verdict = verdict;
	if (++finding->count > DETAILS_MAX)
		return;
	va_start(args, format);
	detail = mem_vformat(format, args);
	va_end(args);
	finding->details = join(finding->details, detail);
}

static const char *details(const struct finding *finding)
{
	const char *text = finding->details, *moves = finding->moves;

	if (finding->count > DETAILS_MAX)
		text = mem_format("%s, and %d more", text, finding->count - DETAILS_MAX);
	if (finding->moved > MOVED_MAX)
		moves = mem_format("%s, and %d more moved", moves, finding->moved - MOVED_MAX);
	text = join(text, moves);
	return text ? mem_format(" (%s)", text) : "";
}

static void tell(struct layout_changes *out, const struct named *named, Dwarf_Die *die,
		 enum layout_verdict verdict, const char *what)
{
	struct layout_change change = {.verdict = verdict,
				       .kind = named->kind,
				       .name = named->name,
				       .title = debuginfo_title(named),
				       .file = dwarf_decl_file(die),
				       .what = what};

	/* These live only as long as the debug information is open. */
	change.name = mem_format("%s", change.name);
	if (change.file)
		change.file = mem_format("%s", change.file);
	if (dwarf_decl_line(die, &change.line))
		change.line = 0;
	vec_push(&out->list, change);
}

/* ---- struct, union ---------------------------------------------------------------------------- */

static const char *place(uint64_t bit)
{
	return bit % 8 ? mem_format("bit %llu", (unsigned long long)bit)
		       : mem_format("%llu", (unsigned long long)bit / 8);
}

static struct member *find_member(struct members *members, size_t hint, const char *path)
{
	for (size_t i = 0; i < members->list.count; i++) {
		struct member *member = &members->list.items[(hint + i) % members->list.count];

		if (!member->matched && !strcmp(member->path, path))
			return member;
	}
	return NULL;
}

static Dwarf_Die *type_of(struct member *member)
{
	return member->has_type ? &member->type : NULL;
}

/* Is it, or is it an array of, a struct whose own size changed? */
static bool follows_its_type(struct member *a, struct member *b)
{
	Dwarf_Die x, y;

	if (!typeinfo_peel(type_of(a), &x) || !typeinfo_peel(type_of(b), &y))
		return false;
	while (dwarf_tag(&x) == DW_TAG_array_type && dwarf_tag(&y) == DW_TAG_array_type) {
		Dwarf_Die i, j;

		if (!typeinfo_peel(typeinfo_type(&x, &i), &x) ||
		    !typeinfo_peel(typeinfo_type(&y, &j), &y))
			return false;
	}
	return dwarf_tag(&x) == dwarf_tag(&y) && dwarf_tag(&x) != DW_TAG_base_type &&
	       typeinfo_size(&x) != typeinfo_size(&y);
}

static void add_move(struct finding *finding, const struct member *a, const struct member *b)
{
	finding->any = true;
	finding->verdict = LAYOUT_BROKEN;
	if (++finding->moved <= MOVED_MAX)
		finding->moves = join(finding->moves, mem_format("'%s' moved %s → %s", b->path,
								 place(a->bit), place(b->bit)));
}

/* @cause: is set if the member's type changed its size */
static void compare_matched(struct member *a, struct member *b, struct finding *finding,
			    bool *cause)
{
	enum sameness same = typeinfo_compare(type_of(a), type_of(b));

	if (same >= SAME_VOID) {
		add(finding, LAYOUT_BROKEN, "'%s' %s", b->path,
		    typeinfo_change(type_of(a), type_of(b)));
		return;
	}
	if (follows_its_type(a, b)) {
		*cause = true;
	} else if (a->len != b->len) {
		add(finding, LAYOUT_BROKEN, "'%s' has %llu bits, had %llu", b->path,
		    (unsigned long long)b->len, (unsigned long long)a->len);
		return;
	}
	if (a->bit != b->bit)
		add_move(finding, a, b);
	else if (same == SAME_PLACE)
		add(finding, LAYOUT_NOTED, "'%s' %s", b->path,
		    typeinfo_change(type_of(a), type_of(b)));
}

static struct member *renamed_from(struct members *base, struct member *member)
{
	for (size_t i = 0; i < base->list.count; i++) {
		struct member *old = &base->list.items[i];

		if (!old->matched && old->bit == member->bit && old->len == member->len &&
		    typeinfo_compare(type_of(old), type_of(member)) <= SAME_PLACE)
			return old;
	}
	return NULL;
}

static bool overlaps(const struct members *base, const struct member *member)
{
	for (size_t i = 0; i < base->list.count; i++) {
		const struct member *old = &base->list.items[i];

		if (old->bit < member->bit + member->len && member->bit < old->bit + old->len)
			return true;
	}
	return false;
}

/* "union { uint32_t raw; struct { bool a:1, b:1; }; }": a bit of what is there gets a name. */
static struct member *bits_of(struct members *base, const struct member *member)
{
	Dwarf_Die type;

	for (size_t i = 0; member->in_union && member->bit_field && i < base->list.count; i++) {
		struct member *old = &base->list.items[i];

		if (old->in_union && !old->bit_field && old->bit <= member->bit &&
		    member->bit + member->len <= old->bit + old->len &&
		    typeinfo_peel(type_of(old), &type) && dwarf_tag(&type) == DW_TAG_base_type)
			return old;
	}
	return NULL;
}

static void compare_new(struct members *base, uint64_t base_bits, struct member *member,
			struct finding *finding)
{
	struct member *old = renamed_from(base, member);

	if (old) {
		old->matched = true;
		add(finding, LAYOUT_NOTED, "'%s' is called '%s' now", old->path, member->path);
	} else if ((old = bits_of(base, member))) {
		add(finding, LAYOUT_NOTED, "'%s' names bits of '%s'", member->path, old->path);
	} else if (member->bit + member->len > base_bits) {
		add(finding, LAYOUT_BROKEN, "'%s' added at %s", member->path, place(member->bit));
	} else if (!overlaps(base, member)) {
		add(finding, LAYOUT_PADDING, "'%s' added at %s, in what was padding", member->path,
		    place(member->bit));
	} else {
		add(finding, member->in_union ? LAYOUT_PADDING : LAYOUT_BROKEN,
		    "'%s' added at %s, %s", member->path, place(member->bit),
		    member->in_union ? "over what is there" : "where something else was");
	}
}

static void compare_members(struct members *base, struct members *patched, uint64_t base_bits,
			    struct finding *finding, bool *cause)
{
	for (size_t i = 0; i < patched->list.count; i++) {
		struct member *new = &patched->list.items[i];
		struct member *old = find_member(base, i, new->path);

		if (!old)
			continue;
		old->matched = new->matched = true;
		compare_matched(old, new, finding, cause);
	}
	for (size_t i = 0; i < patched->list.count; i++)
		if (!patched->list.items[i].matched)
			compare_new(base, base_bits, &patched->list.items[i], finding);
	for (size_t i = 0; i < base->list.count; i++)
		if (!base->list.items[i].matched) {
			finding->removed++;
			add(finding, LAYOUT_BROKEN, "'%s' removed from %s",
			    base->list.items[i].path, place(base->list.items[i].bit));
		}
}

static void compare_record(const struct named *named, Dwarf_Die *a, Dwarf_Die *b,
			   struct layout_changes *out)
{
	static struct members base, patched;
	uint64_t old_size = typeinfo_size(a), size = typeinfo_size(b);
	struct finding finding = {0};
	bool cause = false;
	const char *what;

	base.list.count = patched.list.count = 0;
	typeinfo_members(a, &base);
	typeinfo_members(b, &patched);
	compare_members(&base, &patched, old_size * 8, &finding, &cause);
	if (typeinfo_alignment(b) > typeinfo_alignment(a))
		add(&finding, LAYOUT_BROKEN, "aligned to %llu",
		    (unsigned long long)typeinfo_alignment(b));
	if (!finding.any && (size == old_size || cause))
		return;
	/* Everything is there as it was, after or around a member that changed size. */
	if (cause && !finding.count)
		return;
	if (size != old_size)
		what = mem_format("%s %llu → %llu bytes%s", size > old_size ? "grew" : "shrank",
				  (unsigned long long)old_size, (unsigned long long)size,
				  details(&finding));
	else
		what = mem_format("changed%s", details(&finding));
	tell(out, named, b, size != old_size ? LAYOUT_BROKEN : finding.verdict, what);
	out->list.items[out->list.count - 1].only_removed =
		finding.removed && finding.removed == finding.count;
}

/* ---- enumerations ----------------------------------------------------------------------------- */

static int64_t enumerator_value(Dwarf_Die *enumerator)
{
	return typeinfo_constant(enumerator, DW_AT_const_value, 0);
}

/* The enumerator of that name or, without a name, value. */
static bool find_enumerator(Dwarf_Die *type, const char *name, int64_t value, Dwarf_Die *out)
{
	if (dwarf_child(type, out))
		return false;
	do {
		const char *found = dwarf_diename(out);

		if (name ? found && !strcmp(found, name) : enumerator_value(out) == value)
			return true;
	} while (!dwarf_siblingof(out, out));
	return false;
}

static void compare_enumerator(Dwarf_Die *a, Dwarf_Die *patched, struct finding *finding)
{
	const char *name = dwarf_diename(a);
	int64_t value = enumerator_value(a);
	Dwarf_Die found;

	if (name && find_enumerator(patched, name, 0, &found)) {
		if (enumerator_value(&found) != value)
			add(finding, LAYOUT_BROKEN, "'%s' was %lld, is %lld", name,
			    (long long)value, (long long)enumerator_value(&found));
	} else if (find_enumerator(patched, NULL, value, &found)) {
		add(finding, LAYOUT_NOTED, "'%s' is called '%s' now", name, dwarf_diename(&found));
	} else {
		add(finding, LAYOUT_BROKEN, "'%s' (%lld) removed", name, (long long)value);
	}
}

static void compare_enum(const struct named *named, Dwarf_Die *a, Dwarf_Die *b,
			 struct layout_changes *out)
{
	struct finding finding = {0};
	Dwarf_Die child, found;

	if (typeinfo_size(a) != typeinfo_size(b))
		add(&finding, LAYOUT_BROKEN, "%llu → %llu bytes",
		    (unsigned long long)typeinfo_size(a), (unsigned long long)typeinfo_size(b));
	if (!dwarf_child(a, &child))
		do
			compare_enumerator(&child, b, &finding);
		while (!dwarf_siblingof(&child, &child));
	if (!dwarf_child(b, &child)) {
		do {
			const char *name = dwarf_diename(&child);

			if (name && !find_enumerator(a, name, 0, &found) &&
			    !find_enumerator(a, NULL, enumerator_value(&child), &found))
				add(&finding, LAYOUT_NOTED, "'%s' = %lld added", name,
				    (long long)enumerator_value(&child));
		} while (!dwarf_siblingof(&child, &child));
	}
	if (finding.any)
		tell(out, named, b, finding.verdict, mem_format("changed%s", details(&finding)));
}

/* ---- all of them ------------------------------------------------------------------------------ */

/* "static struct { ... } x;" */
static bool is_nameless(Dwarf_Die *type)
{
	return type && !dwarf_diename(type) &&
	       (dwarf_tag(type) == DW_TAG_structure_type || dwarf_tag(type) == DW_TAG_union_type);
}

static void compare_variable(const struct named *named, Dwarf_Die *a, Dwarf_Die *b,
			     struct layout_changes *out)
{
	Dwarf_Die x, y;
	Dwarf_Die *old = typeinfo_type(a, &x), *new = typeinfo_type(b, &y);
	Dwarf_Die i, j;

	/* Constants are shipped; another size is seen of the symbol. */
	if (typeinfo_is_constant(old) || typeinfo_size(old) != typeinfo_size(new) ||
	    typeinfo_compare(old, new) < SAME_VOID)
		return;
	if (is_nameless(typeinfo_peel(old, &i)) && is_nameless(typeinfo_peel(new, &j)))
		compare_record(named, &i, &j, out);
	else
		tell(out, named, b, LAYOUT_BROKEN, typeinfo_change(old, new));
}

static void compare_typedef(const struct named *named, Dwarf_Die *a, Dwarf_Die *b,
			    struct layout_changes *out)
{
	Dwarf_Die x, y;

	if (!typeinfo_peel(a, &x) || !typeinfo_peel(b, &y))
		return;
	if (dwarf_tag(&x) != dwarf_tag(&y))
		tell(out, named, b, LAYOUT_BROKEN, typeinfo_change(&x, &y));
	else if (dwarf_tag(&x) == DW_TAG_enumeration_type)
		compare_enum(named, &x, &y, out);
	else
		compare_record(named, &x, &y, out);
}

static void compare_named(const struct debuginfo *base, const struct named *a,
			  const struct debuginfo *patched, const struct named *b,
			  struct layout_changes *out)
{
	Dwarf_Die x = debuginfo_die(base, a), y = debuginfo_die(patched, b);

	switch (a->kind) {
	case NAMED_STRUCT:
	case NAMED_UNION:
	case NAMED_CLASS:
		compare_record(b, &x, &y, out);
		break;
	case NAMED_TYPEDEF:
		compare_typedef(b, &x, &y, out);
		break;
	case NAMED_ENUM:
		compare_enum(b, &x, &y, out);
		break;
	case NAMED_ENUMERATOR:
		if (enumerator_value(&x) != enumerator_value(&y))
			tell(out, b, &y, LAYOUT_BROKEN,
			     mem_format("was %lld, is %lld", (long long)enumerator_value(&x),
					(long long)enumerator_value(&y)));
		break;
	case NAMED_VARIABLE:
		compare_variable(b, &x, &y, out);
		break;
	case NAMED_FUNCTION:
	case NAMED_PROTOTYPE:
		break;
	}
}

static size_t run_length(const struct debuginfo *info, size_t from)
{
	size_t to = from + 1;

	while (to < info->names.count &&
	       !debuginfo_order(&info->names.items[to], &info->names.items[from]))
		to++;
	return to - from;
}

void layout_compare(const struct debuginfo *base, const struct debuginfo *patched,
		    struct layout_changes *out)
{
	size_t i = 0, j = 0;

	while (i < base->names.count && j < patched->names.count) {
		const struct named *a = &base->names.items[i], *b = &patched->names.items[j];
		int order = debuginfo_order(a, b);
		size_t a_count = run_length(base, i), b_count = run_length(patched, j);

		/* Of equal names in blocks of one function, the order tells which is which. */
		for (size_t k = 0; !order && k < a_count && a_count == b_count; k++)
			compare_named(base, &a[k], patched, &b[k], out);
		if (!order && a_count != b_count && a->kind != NAMED_VARIABLE)
			compare_named(base, a, patched, b, out);
		i += order <= 0 ? a_count : 0;
		j += order >= 0 ? b_count : 0;
	}
}
