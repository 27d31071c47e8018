// SPDX-License-Identifier: BSD-2-Clause
#include "elfwriter.h"

#include <stdlib.h>
#include <string.h>

void ew_init(struct ew *ew)
{
	static const uint8_t ident[16] = {0x7f,		'E',	      'L',	  'F',
					  ELF_CLASS_64, ELF_DATA_LSB, ELF_VERSION};

	memset(ew, 0, sizeof(*ew));
	memcpy(ew->header.ident, ident, sizeof(ident));
	ew->header.type = ELF_TYPE_REL;
	ew->header.machine = ELF_MACHINE_X86_64;
	ew->header.version = ELF_VERSION;
	ew->header.ehsize = sizeof(struct elf_header);
	ew->header.shentsize = sizeof(struct elf_section);
	ew->section_count = 1;
	ew->sections[0].name = "";
	ew->symbol_count = 1;
	ew->symbol_names[0] = "";
}

unsigned int ew_section(struct ew *ew, const char *name, uint32_t type, uint64_t flags,
			uint64_t align, const void *data, size_t len)
{
	struct ew_section *s = &ew->sections[ew->section_count];

	s->name = name;
	s->header.type = type;
	s->header.flags = flags;
	s->header.addralign = align;
	s->header.size = len;
	if (data)
		memcpy(s->data, data, len);
	return ew->section_count++;
}

unsigned int ew_symbol(struct ew *ew, const char *name, unsigned int bind, unsigned int type,
		       uint16_t shndx, uint64_t value, uint64_t size)
{
	struct elf_symbol *s = &ew->symbols[ew->symbol_count];

	s->info = bind << 4 | type;
	s->shndx = shndx;
	s->value = value;
	s->size = size;
	ew->symbol_names[ew->symbol_count] = name;
	return ew->symbol_count++;
}

void ew_reloc(struct ew *ew, unsigned int section, uint64_t off, uint32_t type, unsigned int symbol,
	      int64_t addend)
{
	struct ew_section *s = &ew->sections[section];
	struct elf_rela *r = &s->relocs[s->reloc_count++];

	r->offset = off;
	r->info = (uint64_t)symbol << 32 | type;
	r->addend = addend;
}

/* ---- laying out ------------------------------------------------------------------------------- */

static size_t append(struct ew *ew, const void *data, size_t len, size_t align)
{
	size_t at = (ew->len + align - 1) & ~(align - 1);

	ew->file = realloc(ew->file, at + len);
	memset(ew->file + ew->len, 0, at - ew->len);
	if (len)
		memcpy(ew->file + at, data, len);
	ew->len = at + len;
	return at;
}

static uint32_t string_add(char *table, size_t *len, const char *text)
{
	uint32_t at = *len;

	if (!*text)
		return 0;
	strcpy(table + at, text);
	*len += strlen(text) + 1;
	return at;
}

static unsigned int table_section(struct ew *ew, const char *name, uint32_t type, const void *data,
				  size_t len, uint64_t entsize)
{
	unsigned int idx = ew->section_count++;
	struct ew_section *s = &ew->sections[idx];

	s->name = name;
	s->header.type = type;
	s->header.addralign = 8;
	s->header.entsize = entsize;
	s->header.size = len;
	s->header.offset = append(ew, data, len, 8);
	return idx;
}

static void relocs_append(struct ew *ew, unsigned int target, unsigned int symtab)
{
	struct ew_section *t = &ew->sections[target];
	struct elf_rel rel[EW_RELOCS];
	unsigned int i, idx;

	for (i = 0; i < t->reloc_count; i++) {
		rel[i].offset = t->relocs[i].offset;
		rel[i].info = t->relocs[i].info;
	}
	if (t->rel)
		idx = table_section(ew, ".rel", ELF_SHT_REL, rel, t->reloc_count * sizeof(rel[0]),
				    sizeof(rel[0]));
	else
		idx = table_section(ew, ".rela", ELF_SHT_RELA, t->relocs,
				    t->reloc_count * sizeof(t->relocs[0]), sizeof(t->relocs[0]));
	ew->sections[idx].header.info = target;
	ew->sections[idx].header.link = symtab;
	if (!ew->first_reloc_idx)
		ew->first_reloc_idx = idx;
}

void ew_finish(struct ew *ew)
{
	unsigned int i, user = ew->section_count, locals = 0;
	struct elf_section headers[EW_SECTIONS];
	char strings[8192] = "";
	size_t len = 1;

	append(ew, &ew->header, sizeof(ew->header), 1);
	for (i = 1; i < user; i++) {
		struct ew_section *s = &ew->sections[i];

		if (s->header.type != ELF_SHT_NOBITS)
			s->header.offset = append(ew, s->data, s->header.size, 16);
	}
	for (i = 0; i < ew->symbol_count; i++) {
		ew->symbols[i].name = string_add(strings, &len, ew->symbol_names[i]);
		if (ew->symbols[i].info >> 4 == ELF_STB_LOCAL)
			locals = i + 1;
	}
	ew->strtab_idx = table_section(ew, ".strtab", ELF_SHT_STRTAB, strings, len, 0);
	ew->symtab_idx =
		table_section(ew, ".symtab", ELF_SHT_SYMTAB, ew->symbols,
			      ew->symbol_count * sizeof(ew->symbols[0]), sizeof(ew->symbols[0]));
	ew->sections[ew->symtab_idx].header.link = ew->strtab_idx;
	ew->sections[ew->symtab_idx].header.info = locals;
	for (i = 1; i < user; i++)
		if (ew->sections[i].reloc_count)
			relocs_append(ew, i, ew->symtab_idx);
	memset(strings, 0, sizeof(strings));
	len = 1;
	for (i = 1; i < ew->section_count; i++)
		ew->sections[i].header.name = string_add(strings, &len, ew->sections[i].name);
	i = string_add(strings, &len, ".shstrtab");
	ew->shstrtab_idx = table_section(ew, ".shstrtab", ELF_SHT_STRTAB, strings, len, 0);
	ew->sections[ew->shstrtab_idx].header.name = i;
	for (i = 0; i < ew->section_count; i++)
		headers[i] = ew->sections[i].header;
	ew->header.shoff = append(ew, headers, ew->section_count * sizeof(headers[0]), 8);
	ew->header.shnum = ew->section_count;
	ew->header.shstrndx = ew->shstrtab_idx;
	memcpy(ew->file, &ew->header, sizeof(ew->header));
}

void ew_free(struct ew *ew)
{
	free(ew->file);
	ew->file = NULL;
	ew->len = 0;
}

struct elf_header *ew_file_header(struct ew *ew)
{
	return (struct elf_header *)ew->file;
}

struct elf_section *ew_file_section(struct ew *ew, unsigned int idx)
{
	return (struct elf_section *)(ew->file + ew_file_header(ew)->shoff) + idx;
}

struct elf_symbol *ew_file_symbol(struct ew *ew, unsigned int idx)
{
	return (struct elf_symbol *)ew_file_data(ew, ew->symtab_idx) + idx;
}

uint8_t *ew_file_data(struct ew *ew, unsigned int idx)
{
	return ew->file + ew_file_section(ew, idx)->offset;
}
