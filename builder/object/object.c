// SPDX-License-Identifier: BSD-2-Clause
#include "object.h"

#include <stdlib.h>
#include <string.h>

#include "insn.h"
#include "near.h"
#include "base/say.h"
#include "special.h"
#include "tls.h"

bool role_is_read_only(enum role role)
{
	return role == ROLE_RODATA || role == ROLE_STRINGS || role == ROLE_CONST;
}

enum role object_role(const char *name, uint32_t type, uint64_t flags)
{
	static const char *const ignored[] = {".discard",  ".note", ".comment",
					      ".eh_frame", ".llvm", "__patchable_function_entries",
					      NULL};
	static const char *const init[] = {".init",	     ".exit",  ".trampoline",
					   ".ex_table.pre",  ".reloc", ".text.startup",
					   ".preinit_array", ".fini",  NULL};
	static const char *const rodata[] = {".rodata", ".data.rel.ro", NULL};
	static const char *const data[] = {".data", ".ldata", NULL};

	if (text_starts(name, ".livepatch.hooks."))
		return ROLE_HOOK;
	if (text_starts(name, ".xsplice.directive"))
		return ROLE_DIRECTIVE;
	if (!(flags & SHF_ALLOC) || starts_with_any(name, ignored))
		return ROLE_IGNORED;
	if (flags & SHF_TLS)
		return ROLE_TLS;
	if (!strcmp(name, ".altinstructions"))
		return ROLE_ALT;
	if (!strcmp(name, ".altinstr_replacement"))
		return ROLE_ALT_CODE;
	if (text_starts(name, ".bug_frames."))
		return ROLE_BUG;
	if (!strcmp(name, ".ex_table"))
		return ROLE_EX_TABLE;
	if (!strcmp(name, ".fixup"))
		return ROLE_FIXUP;
	if (starts_with_any(name, init))
		return ROLE_INIT;
	if (strstr(name, ".percpu"))
		return ROLE_PERCPU;
	if (flags & SHF_EXECINSTR)
		return ROLE_CODE;
	if ((flags & SHF_MERGE) && (flags & SHF_STRINGS))
		return ROLE_STRINGS;
	if (flags & SHF_MERGE)
		return ROLE_CONST;
	if (type == SHT_NOBITS)
		return ROLE_BSS;
	if (starts_with_any(name, rodata))
		return ROLE_RODATA;
	if (starts_with_any(name, data) && (flags & SHF_WRITE))
		return ROLE_DATA;
	return ROLE_UNKNOWN;
}

uint64_t atom_align(const struct atom *atom)
{
	uint64_t align = atom->section->align;

	while (align > 1 && atom->off % align)
		align /= 2;
	return align;
}

/* ---- references ------------------------------------------------------------------------------- */

static bool is_pc_relative(uint32_t type)
{
	switch (type) {
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
	case R_X86_64_GOTPCREL:
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
	case R_X86_64_GOTTPOFF:
		return true;
	}
	return false;
}

/* struct context - what a relocation's field lies in */
struct field {
	int64_t pc_bias; /* from the field to where the CPU counts from */
	bool branch;
};

/* The atom of @section at @off; a section without any gets an empty one. */
static struct atom *section_atom(struct object *object, struct section *section, int64_t off)
{
	if (section->role == ROLE_IGNORED)
		return NULL;
	if (!section->atoms.count)
		vec_push(&section->atoms, atom_new(object, section, 0, section->size));
	return atom_at(section, off);
}

/* Only then the addend says which atom; else it may point in front of one, or behind it. */
static bool symbol_is_section(const struct elf_name *symbol)
{
	return symbol->type == STT_SECTION;
}

static void reloc_add(struct reading *r, struct atom *atom, const GElf_Rela *rela, uint64_t off,
		      struct field field)
{
	const struct elf_name *symbol = &r->elf.names.items[GELF_R_SYM(rela->r_info)];
	struct reloc reloc = {.off = off,
			      .type = (uint32_t)GELF_R_TYPE(rela->r_info),
			      .addend = rela->r_addend,
			      .branch = field.branch};
	struct section *section = r->by_index[symbol->section];

	reloc.point = reloc.addend + (is_pc_relative(reloc.type) ? field.pc_bias : 0);
	if (section) {
		int64_t base = (int64_t)symbol->value;

		reloc.target = r->by_symbol[GELF_R_SYM(rela->r_info)];
		if (!reloc.target)
			reloc.target =
				section_atom(r->object, section,
					     base + (symbol_is_section(symbol) ? reloc.point : 0));
		if (reloc.target) {
			int64_t shift = base - (int64_t)reloc.target->off;

			reloc.addend += shift;
			reloc.point += shift;
		}
	}
	if (!reloc.target) {
		reloc.symbol = symbol->name;
		reloc.weak = symbol->bind == STB_WEAK;
	}
	vec_push(&atom->relocs, reloc);
}

static void atom_references(struct reading *r, struct atom *atom, size_t *next)
{
	const struct section *section = atom->section;
	const struct relas *relas = &r->relas[section->index];
	bool code = section->flags & SHF_EXECINSTR;
	struct insn insn = {.off = 0, .len = 0};

	if (section->atoms.count == 1)
		vec_reserve(&atom->relocs, relas->count);
	while (*next < relas->count && relas->items[*next].r_offset < atom->off)
		++*next;
	for (; *next < relas->count; ++*next) {
		const GElf_Rela *rela = &relas->items[*next];
		uint64_t off = rela->r_offset - atom->off;
		struct field field = {.pc_bias = 0};

		if (off >= atom->size)
			break;
		while (code && insn.off + insn.len <= off) {
			insn_next(atom->bytes, atom->size, insn.off + insn.len, &insn);
			if (insn.off >= atom->size)
				break;
		}
		if (code) {
			field.pc_bias = (int64_t)(insn.off + insn.len - off);
			field.branch = insn.branch;
			if (field.pc_bias < 4)
				field.pc_bias = 4;
		}
		reloc_add(r, atom, rela, off, field);
	}
}

static void references(struct reading *r)
{
	for (size_t i = 0; i < r->object->sections.count; i++) {
		struct section *section = r->object->sections.items[i];
		size_t next = 0;

		for (size_t j = 0; j < section->atoms.count; j++)
			atom_references(r, section->atoms.items[j], &next);
	}
}

/* ---- the container ---------------------------------------------------------------------------- */

static int rela_order(const void *a, const void *b)
{
	const GElf_Rela *x = a, *y = b;

	return x->r_offset < y->r_offset ? -1 : x->r_offset > y->r_offset;
}

static enum build_status broken(const struct reading *r, const char *what)
{
	say_error("%s: %s", r->path, what);
	return BUILD_REFUSED;
}

/* x86-64 psABI, "Program Property": were all calls by pointer compiled to meet a landing pad? */
static bool has_landing_pads(const uint8_t *notes, uint64_t len)
{
	static const uint8_t head[] = {4, 0, 0, 0}, type[] = {5, 0, 0, 0, 'G', 'N', 'U', 0};
	uint32_t property[3];

	if (len < 16 + sizeof(property) || memcmp(notes, head, sizeof(head)) ||
	    memcmp(notes + 8, type, sizeof(type)))
		return false;
	memcpy(property, notes + 16, sizeof(property));
	return property[0] == GNU_PROPERTY_X86_FEATURE_1_AND &&
	       (property[2] & GNU_PROPERTY_X86_FEATURE_1_IBT);
}

/* Sections that hold no code or data of the program have no struct section. */
static bool is_content(const struct elf_part *part)
{
	uint32_t type = part->header.sh_type;

	return (type == SHT_PROGBITS || type == SHT_NOBITS || type == SHT_INIT_ARRAY ||
		type == SHT_FINI_ARRAY) &&
	       !text_starts(part->name, ".debug_");
}

static enum role part_role(const struct elf_part *part)
{
	return is_content(part)
		       ? object_role(part->name, part->header.sh_type, part->header.sh_flags)
		       : ROLE_IGNORED;
}

static enum build_status read_relocations(struct reading *r)
{
	for (size_t i = 1; i < r->elf.parts.count; i++) {
		const GElf_Shdr *header = &r->elf.parts.items[i].header;
		GElf_Rela *relas;
		size_t count;

		if (header->sh_type != SHT_RELA || header->sh_info >= r->elf.parts.count ||
		    part_role(&r->elf.parts.items[header->sh_info]) == ROLE_IGNORED)
			continue;
		relas = elf_in_relas(&r->elf, i, &count);
		if (!relas)
			return broken(r, "has a broken relocation table");
		qsort(relas, count, sizeof(*relas), rela_order);
		for (size_t j = 0; j < count; j++)
			if (GELF_R_SYM(relas[j].r_info) >= r->elf.names.count)
				return broken(r, "has a relocation without a symbol");
		r->relas[header->sh_info] = (struct relas){.items = relas, .count = count};
	}
	return BUILD_OK;
}

static enum build_status read_container(struct reading *r, struct bytes file)
{
	enum build_status status;
	const char *problem;

	if (file.len >= 4 && (!memcmp(file.at, "BC\xc0\xde", 4)))
		return broken(r, "holds LLVM bitcode (link-time optimisation), no machine code: "
				 "build without -flto");
	problem = elf_in_open(file, &r->elf);
	if (problem)
		return broken(r, problem);
	if (r->elf.type != ET_REL)
		return broken(r, "is no relocatable x86-64 object");
	for (size_t i = 1; i < r->elf.parts.count; i++) {
		const struct elf_part *part = &r->elf.parts.items[i];

		if (text_starts(part->name, ".gnu.lto_"))
			return broken(r,
				      "was made for link-time optimisation: build without -flto");
		if (!strcmp(part->name, ".note.gnu.property") && part->bytes)
			r->object->landing_pads =
				has_landing_pads(part->bytes, part->header.sh_size);
		if (part->header.sh_type == SHT_REL)
			return broken(r, "has relocations without addends");
	}
	if (!r->elf.names.count)
		return broken(r, "has no symbol table");
	r->by_index = mem_alloc(r->elf.parts.count * sizeof(*r->by_index));
	r->by_symbol = mem_alloc(r->elf.names.count * sizeof(*r->by_symbol));
	r->relas = mem_alloc(r->elf.parts.count * sizeof(*r->relas));
	status = read_relocations(r);
	elf_in_close(&r->elf);
	return status;
}

/* ---- what stays of it ------------------------------------------------------------------------- */

static void section_add(struct reading *r, size_t index)
{
	const struct elf_part *part = &r->elf.parts.items[index];
	struct section *section = MEM_NEW(struct section);

	*section = (struct section){
		.name = mem_text(part->name, strlen(part->name)),
		.role = part_role(part),
		.type = part->header.sh_type,
		.flags = part->header.sh_flags,
		.align = part->header.sh_addralign ? part->header.sh_addralign : 1,
		.size = part->header.sh_size,
		.entsize = part->header.sh_entsize,
		.bytes = part->bytes ? mem_copy(part->bytes, part->header.sh_size) : NULL,
		.index = (uint32_t)index};
	if (section->role == ROLE_BUG)
		section->bug_kind = atoi(section->name + strlen(".bug_frames."));
	if (r->object->boot_only && section->role != ROLE_IGNORED)
		section->role = ROLE_INIT;
	r->by_index[index] = section;
	vec_push(&r->object->sections, section);
}

static void keep_sections(struct reading *r)
{
	for (size_t i = 1; i < r->elf.parts.count; i++)
		if (is_content(&r->elf.parts.items[i]))
			section_add(r, i);
}

static void keep_names(struct reading *r)
{
	for (size_t i = 1; i < r->elf.names.count; i++) {
		struct elf_name *name = &r->elf.names.items[i];

		name->name = *name->name ? mem_text(name->name, strlen(name->name)) : "";
	}
}

static void directives_read(struct object *object)
{
	for (size_t i = 0; i < object->sections.count; i++) {
		const struct section *section = object->sections.items[i];
		const char *at = (const char *)section->bytes, *end = at + section->size;

		if (section->role != ROLE_DIRECTIVE || !at)
			continue;
		for (; at < end; at += strnlen(at, (size_t)(end - at)) + 1)
			if (*at)
				vec_push(&object->directives,
					 mem_text(at, strnlen(at, (size_t)(end - at))));
	}
}

static void find_cold_parts(const struct object *object)
{
	struct map code = {0};

	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i];

		if (atom->name && atom->section->role == ROLE_CODE)
			map_put(&code, atom->name, atom);
	}
	for (size_t i = 0; i < object->atoms.count; i++) {
		struct atom *atom = object->atoms.items[i], *whole;
		const char *cold;

		if (!atom->name || atom->section->role != ROLE_CODE ||
		    !(cold = strstr(atom->name, ".cold")))
			continue;
		whole = map_get(&code, mem_text(atom->name, (size_t)(cold - atom->name)));
		if (whole) {
			atom->cold_of = whole;
			whole->cold = atom;
		}
	}
}

static void cold_parts(const struct object *object)
{
	struct mem_pool *pool = mem_pool_open();

	find_cold_parts(object);
	mem_pool_close();
	mem_pool_release(pool);
}

static void list_atoms(struct object *object)
{
	size_t count = 0;

	for (size_t i = 0; i < object->sections.count; i++)
		count += object->sections.items[i]->atoms.count;
	vec_reserve(&object->atoms, count);
	for (size_t i = 0; i < object->sections.count; i++) {
		const struct section *section = object->sections.items[i];

		for (size_t j = 0; j < section->atoms.count; j++) {
			struct atom *atom = section->atoms.items[j];

			atom->cold_of = NULL;
			special_sort(atom);
			vec_push(&object->atoms, atom);
			if (atom->global && atom->name)
				map_put(&object->globals, atom->name, atom);
			for (size_t k = 0; k < atom->aliases.count; k++)
				if (atom->aliases.items[k].global)
					map_put(&object->globals, atom->aliases.items[k].name,
						atom);
		}
	}
}

static void cut(struct reading *r)
{
	struct object *object = r->object;

	cut_by_symbols(r);
	for (size_t i = 0; i < object->sections.count; i++)
		cut_section(r, object->sections.items[i]);
	cut_aliases(r);
	special_pieces(r);
	references(r);
	if (!object->assembly)
		near_references(object);
	tls_relax(object);
	for (size_t i = 0; i < object->sections.count; i++)
		special_read(r, object->sections.items[i]);
}

enum build_status object_read(const char *path, const char *name, const char *source,
			      struct object **out)
{
	struct reading r = {.object = *out ? *out : MEM_NEW(struct object), .path = path};
	struct mem_pool *content = mem_pool_open(), *tables;
	struct bytes file;
	enum build_status status = file_read(path, &file);

	mem_pool_close();
	tables = mem_pool_open();
	if (status == BUILD_OK)
		status = read_container(&r, file);
	mem_pool_close();
	if (status == BUILD_OK) {
		keep_sections(&r);
		keep_names(&r);
	}
	mem_pool_release(content);
	if (status == BUILD_OK)
		cut(&r);
	mem_pool_release(tables);
	if (status != BUILD_OK)
		return status;
	r.object->name = name;
	r.object->source = source;
	list_atoms(r.object);
	cold_parts(r.object);
	directives_read(r.object);
	*out = r.object;
	return BUILD_OK;
}

bool object_is_boot(const char *path)
{
	struct bytes file;

	return file_read(path, &file) == BUILD_OK && file.len > EI_CLASS &&
	       (memcmp(file.at, ELFMAG, SELFMAG) ? memcmp(file.at, "BC\xc0\xde", 4) != 0
						 : file.at[EI_CLASS] == ELFCLASS32);
}
