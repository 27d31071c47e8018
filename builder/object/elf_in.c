// SPDX-License-Identifier: BSD-2-Clause
#include "elf_in.h"

#include <string.h>

static const char leaves_file[] = "has a section that leaves the file";
static const char broken_symbols[] = "has a broken symbol table";

static void elf_close(void *what)
{
	Elf **open = what;

	elf_end(*open);
	*open = NULL;
}

/* libelf hands out what lies in the file; were it memory of its own, it would go with elf_end(). */
static const void *to_keep(struct bytes file, const void *at, size_t len)
{
	const uint8_t *from = at;

	return from >= file.at && from < file.at + file.len ? at : mem_copy(at, len);
}

static const char *name_at(const struct elf_in *in, struct bytes file, size_t table, size_t off)
{
	const char *name = elf_strptr(*in->open, table, off);

	return name ? to_keep(file, name, strlen(name)) : NULL;
}

static const char *read_part(const struct elf_in *in, struct bytes file, Elf_Scn *scn, size_t names,
			     struct elf_part *part)
{
	Elf_Data *data;

	if (!gelf_getshdr(scn, &part->header))
		return "has a broken section header";
	part->name = name_at(in, file, names, part->header.sh_name);
	if (!part->name)
		return "has a section whose name leaves the table";
	if (part->header.sh_type == SHT_NOBITS || part->header.sh_type == SHT_NULL ||
	    !part->header.sh_size)
		return NULL;
	if (part->header.sh_offset > file.len ||
	    part->header.sh_size > file.len - part->header.sh_offset)
		return leaves_file;
	data = elf_rawdata(scn, NULL);
	if (!data || !data->d_buf || data->d_size != part->header.sh_size)
		return mem_format("has a broken section %s", part->name);
	part->bytes = to_keep(file, data->d_buf, data->d_size);
	return NULL;
}

/* Section numbers that do not fit into a symbol stand in a section of their own. */
static Elf_Data *section_numbers(const struct elf_in *in, size_t symtab)
{
	for (size_t i = 1; i < in->parts.count; i++) {
		const GElf_Shdr *header = &in->parts.items[i].header;

		if (header->sh_type == SHT_SYMTAB_SHNDX && header->sh_link == symtab)
			return elf_getdata(elf_getscn(*in->open, i), NULL);
	}
	return NULL;
}

static const char *read_names(struct elf_in *in, struct bytes file, size_t symtab)
{
	const GElf_Shdr *header = &in->parts.items[symtab].header;
	Elf_Data *data = elf_getdata(elf_getscn(*in->open, symtab), NULL);
	Elf_Data *numbers = section_numbers(in, symtab);
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;

	if (!data || count > INT32_MAX)
		return broken_symbols;
	vec_reserve(&in->names, count);
	for (size_t i = 0; i < count; i++) {
		struct elf_name name = {0};
		Elf32_Word number = 0;
		GElf_Sym symbol;

		if (!gelf_getsymshndx(data, numbers, (int)i, &symbol, &number))
			return broken_symbols;
		name.name = name_at(in, file, header->sh_link, symbol.st_name);
		if (!name.name)
			return "has a symbol whose name leaves the table";
		name.value = symbol.st_value;
		name.size = symbol.st_size;
		name.type = GELF_ST_TYPE(symbol.st_info);
		name.bind = GELF_ST_BIND(symbol.st_info);
		name.defined = symbol.st_shndx != SHN_UNDEF;
		name.common = symbol.st_shndx == SHN_COMMON;
		if (symbol.st_shndx < SHN_LORESERVE)
			name.section = symbol.st_shndx;
		else if (symbol.st_shndx == SHN_XINDEX)
			name.section = number;
		if (name.section >= in->parts.count)
			return "has a symbol in a section that does not exist";
		vec_push(&in->names, name);
	}
	return NULL;
}

const char *elf_in_open(struct bytes file, struct elf_in *out)
{
	static const char no_elf[] = "is no x86-64 ELF file";
	struct elf_in in = {0};
	size_t names, count, symtab = 0;
	GElf_Ehdr header;
	const char *problem = NULL;
	Elf *elf;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return no_elf;
	elf = elf_memory((char *)file.at, file.len);
	in.open = mem_copy(&elf, sizeof(elf));
	mem_at_release(elf_close, in.open);
	if (elf_kind(elf) != ELF_K_ELF || gelf_getclass(elf) != ELFCLASS64 ||
	    !gelf_getehdr(elf, &header) || header.e_machine != EM_X86_64 ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB)
		return no_elf;
	if (elf_getshdrstrndx(elf, &names) || elf_getshdrnum(elf, &count))
		return "has a broken section header";
	if (!count)
		return "has no section headers";
	in.type = header.e_type;
	vec_reserve(&in.parts, count);
	vec_push(&in.parts, (struct elf_part){.name = ""});
	for (Elf_Scn *scn = NULL; !problem && (scn = elf_nextscn(elf, scn));) {
		struct elf_part part = {.name = NULL};

		problem = read_part(&in, file, scn, names, &part);
		if (part.header.sh_type == SHT_SYMTAB && !symtab)
			symtab = in.parts.count;
		vec_push(&in.parts, part);
	}
	if (!problem && symtab)
		problem = read_names(&in, file, symtab);
	if (!problem)
		*out = in;
	return problem;
}

void elf_in_close(struct elf_in *in)
{
	elf_close(in->open);
}

GElf_Rela *elf_in_relas(const struct elf_in *in, size_t index, size_t *count)
{
	const GElf_Shdr *header = &in->parts.items[index].header;
	Elf_Data *data = elf_getdata(elf_getscn(*in->open, index), NULL);
	GElf_Rela *relas;

	*count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
	if (!data || *count > INT32_MAX)
		return NULL;
	relas = mem_alloc(*count * sizeof(*relas));
	for (size_t i = 0; i < *count; i++)
		if (!gelf_getrela(data, (int)i, &relas[i]))
			return NULL;
	return relas;
}

struct bytes elf_in_build_id(const struct elf_in *in)
{
	for (size_t i = 1; i < in->parts.count; i++) {
		Elf_Data *data = NULL;
		GElf_Nhdr note;
		size_t at = 0, name, text;

		if (in->parts.items[i].header.sh_type == SHT_NOTE)
			data = elf_getdata(elf_getscn(*in->open, i), NULL);
		while (data && (at = gelf_getnote(data, at, &note, &name, &text)))
			if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
			    !memcmp((char *)data->d_buf + name, "GNU", 4))
				return (struct bytes){(uint8_t *)data->d_buf + text, note.n_descsz};
	}
	return (struct bytes){NULL, 0};
}
