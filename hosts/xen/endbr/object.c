/* SPDX-License-Identifier: BSD-2-Clause */
#include "object.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint8_t endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};

/* Tables of places in code, none of which is branched to through the table. */
static const char *const place_tables[] = {
	".altinstructions", ".ex_table",	".bug_frames.1",  ".bug_frames.2",
	".bug_frames.3",    ".livepatch.funcs", ".init.ex_table", NULL,
};

static bool is_place_table(const char *name)
{
	size_t i;

	for (i = 0; place_tables[i]; i++)
		if (!strncmp(name, place_tables[i], strlen(place_tables[i])))
			return true;
	return !strncmp(name, ".debug", 6) || !strcmp(name, ".eh_frame");
}

static const char *section_name(Elf *elf, Elf_Scn *scn)
{
	GElf_Shdr shdr;
	size_t names;
	const char *name = NULL;

	if (gelf_getshdr(scn, &shdr) && !elf_getshdrstrndx(elf, &names))
		name = elf_strptr(elf, names, shdr.sh_name);
	return name ? name : "?";
}

static bool starts_with_endbr(Elf *elf, size_t section, uint64_t offset)
{
	Elf_Scn *scn = elf_getscn(elf, section);
	Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;

	return data && data->d_buf && offset <= data->d_size &&
	       data->d_size - offset >= sizeof(endbr64) &&
	       !memcmp((const uint8_t *)data->d_buf + offset, endbr64, sizeof(endbr64));
}

static void *grow(void *array, size_t count, size_t size)
{
	void *bigger;

	if (count & (count - 1))
		return array; /* room up to the next power of two */
	bigger = realloc(array, (count ? 2 * count : 1) * size);
	if (!bigger) {
		perror("xs-endbr");
		exit(2);
	}
	return bigger;
}

/* symbol_table() - its section's data, or NULL; @strings receives its string table's index */
static Elf_Data *symbol_table(Elf *elf, size_t *count, size_t *strings)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &shdr) && shdr.sh_type == SHT_SYMTAB && shdr.sh_entsize) {
			*count = shdr.sh_size / shdr.sh_entsize;
			*strings = shdr.sh_link;
			return elf_getdata(scn, NULL);
		}
	return NULL;
}

static void add_function(struct object *o, const char *name, const GElf_Sym *sym, uint64_t offset)
{
	struct function *f;

	o->functions = grow(o->functions, o->function_count, sizeof(*o->functions));
	f = &o->functions[o->function_count++];
	f->name = strdup(name);
	f->section = sym->st_shndx;
	f->offset = offset;
	f->global = GELF_ST_BIND(sym->st_info) != STB_LOCAL;
	f->endbr = starts_with_endbr(o->elf, sym->st_shndx, offset);
}

static void read_functions(struct object *o, bool relocatable)
{
	size_t count, strings, i;
	Elf_Data *data = symbol_table(o->elf, &count, &strings);
	GElf_Shdr shdr;
	GElf_Sym sym;

	for (i = 1; data && i < count; i++) {
		const char *name;

		if (!gelf_getsym(data, (int)i, &sym) || GELF_ST_TYPE(sym.st_info) != STT_FUNC ||
		    sym.st_shndx == SHN_UNDEF || sym.st_shndx >= SHN_LORESERVE)
			continue;
		if (!gelf_getshdr(elf_getscn(o->elf, sym.st_shndx), &shdr))
			continue;
		name = elf_strptr(o->elf, strings, sym.st_name);
		add_function(o, name ? name : "?", &sym,
			     relocatable ? sym.st_value : sym.st_value - shdr.sh_addr);
	}
}

static bool is_payload(Elf *elf)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)))
		if (!strcmp(section_name(elf, scn), ".livepatch.xen_depends"))
			return true;
	return false;
}

/*
 * Two functions in a section that is named for no function: the assembler has resolved what it could. A
 * payload was put together from sections of a function each, and keeps their relocations.
 */
static void find_merged(struct object *o)
{
	size_t i, j;

	if (is_payload(o->elf))
		return;
	for (i = 0; i < o->function_count; i++) {
		const char *name =
			section_name(o->elf, elf_getscn(o->elf, o->functions[i].section));

		if (strcmp(name, ".text"))
			continue;
		for (j = 0; j < i; j++)
			if (o->functions[j].section == o->functions[i].section)
				o->merged = name;
	}
}

/* is_branch() - do the bytes before the relocated four make a direct call, jump, or conditional jump? */
static bool is_branch(const Elf_Data *code, uint64_t offset)
{
	const uint8_t *bytes = code->d_buf;

	if (!bytes || offset > code->d_size || !offset)
		return false;
	if (bytes[offset - 1] == 0xe8 || bytes[offset - 1] == 0xe9)
		return true;
	return offset > 1 && bytes[offset - 2] == 0x0f && (bytes[offset - 1] & 0xf0) == 0x80;
}

static void read_use(struct object *o, Elf_Scn *target, const GElf_Rela *rela)
{
	GElf_Shdr shdr;
	size_t count, strings;
	Elf_Data *symbols = symbol_table(o->elf, &count, &strings);
	uint32_t type = (uint32_t)GELF_R_TYPE(rela->r_info);
	bool pc_relative = type == R_X86_64_PC32 || type == R_X86_64_PLT32;
	struct use *use;
	bool code;
	GElf_Sym sym;

	if (!symbols || !gelf_getshdr(target, &shdr) ||
	    !gelf_getsym(symbols, (int)GELF_R_SYM(rela->r_info), &sym))
		return;
	code = shdr.sh_flags & SHF_EXECINSTR;
	if (code && pc_relative && is_branch(elf_getdata(target, NULL), rela->r_offset))
		return;
	o->uses = grow(o->uses, o->use_count, sizeof(*o->uses));
	use = &o->uses[o->use_count++];
	use->defined = sym.st_shndx != SHN_UNDEF && sym.st_shndx < SHN_LORESERVE;
	use->section = sym.st_shndx;
	/* In code, the displacement counts from the end of its own four bytes. */
	use->offset = sym.st_value + (uint64_t)rela->r_addend + (code && pc_relative ? 4 : 0);
	use->name = elf_strptr(o->elf, strings, sym.st_name);
	use->from_section = section_name(o->elf, target);
	use->from_offset = rela->r_offset;
}

static void read_uses(struct object *o)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(o->elf, scn))) {
		Elf_Data *data;
		Elf_Scn *target;
		GElf_Shdr shdr;
		GElf_Rela rela;
		size_t i;

		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_RELA || !shdr.sh_entsize)
			continue;
		target = elf_getscn(o->elf, shdr.sh_info);
		if (!target || is_place_table(section_name(o->elf, target)))
			continue;
		data = elf_getdata(scn, NULL);
		for (i = 0; data && i < shdr.sh_size / shdr.sh_entsize; i++)
			if (gelf_getrela(data, (int)i, &rela))
				read_use(o, target, &rela);
	}
}

int object_open(struct object *object, const char *path)
{
	GElf_Ehdr ehdr;

	memset(object, 0, sizeof(*object));
	object->path = path;
	elf_version(EV_CURRENT);
	object->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (object->fd < 0) {
		perror(path);
		return -1;
	}
	object->elf = elf_begin(object->fd, ELF_C_READ, NULL);
	if (!object->elf || !gelf_getehdr(object->elf, &ehdr) || ehdr.e_machine != EM_X86_64 ||
	    gelf_getclass(object->elf) != ELFCLASS64) {
		fprintf(stderr, "%s: not an ELF64 file of x86-64\n", path);
		object_close(object);
		return -1;
	}
	read_functions(object, ehdr.e_type == ET_REL);
	if (ehdr.e_type == ET_REL) {
		find_merged(object);
		read_uses(object);
	}
	return 0;
}

void object_close(struct object *object)
{
	size_t i;

	for (i = 0; i < object->function_count; i++)
		free(object->functions[i].name);
	free(object->functions);
	free(object->uses);
	if (object->elf)
		elf_end(object->elf);
	if (object->fd >= 0)
		close(object->fd);
	memset(object, 0, sizeof(*object));
	object->fd = -1;
}

const struct function *object_function_at(const struct object *object, uint32_t section,
					  uint64_t offset)
{
	size_t i;

	for (i = 0; i < object->function_count; i++)
		if (object->functions[i].section == section &&
		    object->functions[i].offset == offset)
			return &object->functions[i];
	return NULL;
}

const struct function *object_function_named(const struct object *object, const char *name)
{
	size_t i;

	for (i = 0; i < object->function_count; i++)
		if (object->functions[i].global && !strcmp(object->functions[i].name, name))
			return &object->functions[i];
	return NULL;
}
