/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct symbols {
	int fd;
	Elf *elf;
	Elf_Data *table;
	int count;
	size_t names; /* section index of the string table */
};

static bool find_table(struct symbols *s)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(s->elf, section))) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		s->table = elf_getdata(section, NULL);
		s->count = s->table ? (int)(s->table->d_size / sizeof(Elf64_Sym)) : 0;
		s->names = header.sh_link;
		return s->count;
	}
	return false;
}

struct symbols *symbols_new(const char *path)
{
	struct symbols *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	elf_version(EV_CURRENT);
	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0) {
		perror(path);
		free(s);
		return NULL;
	}
	s->elf = elf_begin(s->fd, ELF_C_READ_MMAP, NULL);
	if (s->elf && gelf_getclass(s->elf) == ELFCLASS64 && find_table(s))
		return s;
	fprintf(stderr, "xen-boot: %s: not an ELF64 file with a symbol table\n", path);
	symbols_free(s);
	return NULL;
}

void symbols_free(struct symbols *symbols)
{
	if (!symbols)
		return;
	elf_end(symbols->elf);
	close(symbols->fd);
	free(symbols);
}

/* symbol_at() - the @idx-th, if it names a place */
static bool symbol_at(const struct symbols *s, int idx, GElf_Sym *sym)
{
	unsigned int type;

	if (!gelf_getsym(s->table, idx, sym))
		return false;
	type = GELF_ST_TYPE(sym->st_info);
	return sym->st_shndx != SHN_UNDEF && type != STT_SECTION && type != STT_FILE;
}

static const char *name_of(const struct symbols *s, const GElf_Sym *sym)
{
	const char *name = elf_strptr(s->elf, s->names, sym->st_name);

	return name ? name : "";
}

bool symbols_find(const struct symbols *symbols, const char *name, uint64_t *va)
{
	GElf_Sym sym;

	for (int i = 0; i < symbols->count; i++) {
		if (symbol_at(symbols, i, &sym) && !strcmp(name_of(symbols, &sym), name)) {
			*va = sym.st_value;
			return true;
		}
	}
	return false;
}

const char *symbols_at(const struct symbols *symbols, uint64_t va, uint64_t *off)
{
	GElf_Sym sym, best = {0};
	bool found = false;

	for (int i = 0; i < symbols->count; i++) {
		if (!symbol_at(symbols, i, &sym) || sym.st_shndx == SHN_ABS || sym.st_value > va ||
		    (found && sym.st_value <= best.st_value))
			continue;
		best = sym;
		found = true;
	}
	*off = found ? va - best.st_value : 0;
	return found ? name_of(symbols, &best) : "?";
}
