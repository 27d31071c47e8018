// SPDX-License-Identifier: BSD-2-Clause
/* Atoms: what a section is cut into. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "insn.h"
#include "reading.h"

bool starts_with_any(const char *name, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (text_starts(name, *prefixes))
			return true;
	return false;
}

const char *atom_title(const struct atom *atom)
{
	if (atom->name)
		return atom->name;
	if (atom->section->role == ROLE_STRINGS)
		return mem_format("\"%.40s\"", (const char *)atom->bytes);
	return mem_format("%s+0x%llx", atom->section->name, (unsigned long long)atom->off);
}

struct atom *atom_at(const struct section *section, int64_t off)
{
	size_t low = 0, high = section->atoms.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((int64_t)section->atoms.items[middle]->off <= off)
			low = middle + 1;
		else
			high = middle;
	}
	if (!section->atoms.count)
		return NULL;
	return section->atoms.items[low ? low - 1 : 0];
}

const struct reloc *atom_reloc(const struct atom *atom, uint64_t off)
{
	for (size_t i = 0; i < atom->relocs.count; i++)
		if (atom->relocs.items[i].off == off)
			return &atom->relocs.items[i];
	return NULL;
}

struct atom *atom_new(struct object *object, struct section *section, uint64_t off, uint64_t size)
{
	struct atom *atom = MEM_NEW(struct atom);

	atom->object = object;
	atom->section = section;
	atom->off = off;
	atom->size = size;
	atom->bytes = section->bytes ? section->bytes + off : NULL;
	atom->literal = role_is_read_only(section->role);
	return atom;
}

static bool digits_to_end(const char *text)
{
	if (!isdigit((unsigned char)*text))
		return false;
	while (isdigit((unsigned char)*text))
		text++;
	return !*text;
}

/* Read-only objects that the compiler made: only their content matters. */
static bool made_by_compiler(const char *name)
{
	static const char *const made[] = {
		"__func__",	    "__FUNCTION__", "__PRETTY_FUNCTION__",
		"CSWTCH.",	    "switch.table", "__const.",
		".compoundliteral", ".L",	    NULL};

	if (starts_with_any(name, made))
		return true;
	return text_starts(name, "C.") && digits_to_end(name + 2 + strspn(name + 2, "0123456789."));
}

static int by_place(const void *a, const void *b)
{
	const struct atom *x = *(struct atom *const *)a, *y = *(struct atom *const *)b;

	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	if (x->global != y->global)
		return x->global ? -1 : 1;
	return strcmp(x->name, y->name);
}

/*
 * Common symbols: every file that declares the variable may provide it, in no section. References stay
 * by name, so that all files mean the same one.
 */
static void cut_common(struct reading *r, const struct elf_name *symbol)
{
	struct section *section = MEM_NEW(struct section);
	struct atom *atom;

	section->name = ".bss";
	section->role = ROLE_BSS;
	section->type = SHT_NOBITS;
	section->flags = SHF_ALLOC | SHF_WRITE;
	section->align = symbol->value;
	section->size = symbol->size;
	atom = atom_new(r->object, section, 0, symbol->size);
	atom->name = atom->image_name = symbol->name;
	atom->global = atom->weak = true;
	vec_push(&section->atoms, atom);
	vec_push(&r->object->sections, section);
}

/* One atom a symbol; symbols at the same place, or inside another one, are its aliases. */
void cut_by_symbols(struct reading *r)
{
	const char *file = NULL;

	for (size_t i = 1; i < r->elf.names.count; i++) {
		const struct elf_name *symbol = &r->elf.names.items[i];
		struct section *section = r->by_index[symbol->section];
		struct atom *atom;

		if (symbol->type == STT_FILE)
			file = symbol->name;
		if (symbol->common)
			cut_common(r, symbol);
		if (symbol->type == STT_FILE || symbol->type == STT_SECTION || !section ||
		    section->role == ROLE_IGNORED || symbol->value > section->size ||
		    text_starts(symbol->name, ".L"))
			continue;
		atom = atom_new(r->object, section, symbol->value, symbol->size);
		atom->name = symbol->name;
		atom->file = file;
		atom->image_name = atom->name;
		atom->image_file = file;
		atom->global = symbol->bind != STB_LOCAL;
		atom->weak = symbol->bind == STB_WEAK;
		atom->function = symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC;
		atom->literal = role_is_read_only(section->role) && !atom->global &&
				made_by_compiler(atom->name);
		if (atom->size > section->size - atom->off)
			atom->size = section->size - atom->off;
		r->by_symbol[i] = atom;
		vec_push(&section->atoms, atom);
	}
}

void cut_aliases(struct reading *r)
{
	for (size_t i = 1; i < r->elf.names.count; i++)
		if (r->by_symbol[i] && r->by_symbol[i]->cold_of)
			r->by_symbol[i] = r->by_symbol[i]->cold_of; /* for "is an alias of" */
}

/* The function that has a code section to itself, as far as symbols tell. */
static struct atom *only_function(const struct section *section)
{
	struct atom *only = NULL;

	for (size_t i = 0; section->role == ROLE_CODE && i < section->atoms.count; i++) {
		struct atom *atom = section->atoms.items[i];

		if (atom->function && only && atom->off != only->off)
			return NULL;
		if (atom->function && !only)
			only = atom;
	}
	return only && only->size && !only->object->assembly ? only : NULL;
}

static void merge_aliases(struct section *section)
{
	const struct atom *only = only_function(section);
	size_t kept = 0;
	struct atom *last = NULL;

	if (section->atoms.count)
		qsort(section->atoms.items, section->atoms.count, sizeof(struct atom *), by_place);
	for (size_t i = 0; i < section->atoms.count; i++) {
		struct atom *atom = section->atoms.items[i];
		bool inside = last && atom->off < last->off + last->size;

		if (last && (atom->off == last->off || inside)) {
			struct alias alias = {.name = atom->name, .global = atom->global};

			if (atom->off == last->off)
				vec_push(&last->aliases, alias);
			last->global |= atom->global && atom->off == last->off;
			atom->cold_of = last;
			continue;
		}
		/* A label in what the function put behind its end (claim_tail). */
		if (last && last == only && !atom->global && !atom->function && !atom->size) {
			atom->cold_of = last;
			continue;
		}
		section->atoms.items[kept++] = last = atom;
	}
	section->atoms.count = kept;
}

static bool only_filler(const struct section *section, uint64_t from, uint64_t to)
{
	struct insn insn;

	for (; from < to; from += insn.len) {
		insn_next(section->bytes, section->size, from, &insn);
		if (!insn.filler && section->bytes[from])
			return false;
	}
	return true;
}

/*
 * Code that the function put into a subsection (what is unlikely, in inline assembly) comes to lie behind
 * the end that its symbol tells. The jumps there and back carry no relocation: it stays with it.
 */
static void claim_tail(struct section *section)
{
	struct atom *only = only_function(section);
	uint64_t end = only ? only->off + only->size : section->size;

	if (end == section->size || section->atoms.items[section->atoms.count - 1] != only ||
	    only_filler(section, end, section->size))
		return;
	only->tail = section->size - end;
	only->size += only->tail;
}

static bool only_padding(const struct reading *r, const struct section *section, uint64_t from,
			 uint64_t to)
{
	if (section->role == ROLE_INIT || !section->bytes)
		return true;
	if (section->role == ROLE_CODE)
		return r->object->assembly || only_filler(section, from, to);
	for (; from < to; from++)
		if (section->bytes[from])
			return false;
	return true;
}

/* Symbols without a size reach to the next one; what no symbol names gets an atom, too. */
static void fill_gaps(struct reading *r, struct section *section)
{
	VEC(struct atom *) filled = {0};
	uint64_t at = 0;

	for (size_t i = 0; i <= section->atoms.count; i++) {
		bool end = i == section->atoms.count;
		uint64_t next = end ? section->size : section->atoms.items[i]->off;

		if (next > at && (!only_padding(r, section, at, next) || (!i && end)))
			vec_push(&filled, atom_new(r->object, section, at, next - at));
		if (end)
			break;
		if (!section->atoms.items[i]->size)
			section->atoms.items[i]->size =
				(i + 1 < section->atoms.count ? section->atoms.items[i + 1]->off
							      : section->size) -
				next;
		vec_push(&filled, section->atoms.items[i]);
		at = next + section->atoms.items[i]->size;
	}
	section->atoms.items = (void *)filled.items;
	section->atoms.count = filled.count;
	section->atoms.room = filled.room;
}

static void cut_strings(struct reading *r, struct section *section)
{
	uint64_t width = section->entsize ? section->entsize : 1;

	for (uint64_t at = 0, end; at < section->size; at = end) {
		end = at;
		for (bool zero = false; !zero && end < section->size; end += width) {
			zero = true;
			for (uint64_t i = 0; i < width && end + i < section->size; i++)
				zero &= !section->bytes[end + i];
		}
		if (end > section->size)
			end = section->size;
		vec_push(&section->atoms, atom_new(r->object, section, at, end - at));
	}
}

static void cut_constants(struct reading *r, struct section *section)
{
	uint64_t size = section->entsize ? section->entsize : section->size;

	for (uint64_t at = 0; at + size <= section->size && size; at += size)
		vec_push(&section->atoms, atom_new(r->object, section, at, size));
}

void cut_section(struct reading *r, struct section *section)
{
	switch (section->role) {
	case ROLE_IGNORED:
	case ROLE_ALT:
	case ROLE_ALT_CODE:
	case ROLE_BUG:
	case ROLE_EX_TABLE:
	case ROLE_FIXUP:
	case ROLE_DIRECTIVE:
		return;
	case ROLE_STRINGS:
	case ROLE_CONST:
		if (section->atoms.count) /* a named string: the section is not anonymous */
			break;
		if (section->role == ROLE_STRINGS)
			cut_strings(r, section);
		else
			cut_constants(r, section);
		return;
	default:
		break;
	}
	merge_aliases(section);
	claim_tail(section);
	fill_gaps(r, section);
}
