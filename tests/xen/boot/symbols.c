/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct symbols {
	const unsigned char *image;
	size_t len;
	const Elf64_Sym *table;
	size_t count;
	const char *names;
	size_t names_len;
};

/* in_file() - the part of the image at @off, NULL if it is not all there */
static const void *in_file(const struct symbols *s, uint64_t off, uint64_t len)
{
	return off <= s->len && len <= s->len - off ? s->image + off : NULL;
}

static bool find_table(struct symbols *s)
{
	const Elf64_Ehdr *ehdr = in_file(s, 0, sizeof(*ehdr));
	const Elf64_Shdr *shdr;

	if (!ehdr || memcmp(ehdr->e_ident, ELFMAG, SELFMAG) ||
	    ehdr->e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	shdr = in_file(s, ehdr->e_shoff, (uint64_t)ehdr->e_shnum * sizeof(*shdr));
	if (!shdr)
		return false;
	for (unsigned int i = 0; i < ehdr->e_shnum; i++) {
		const Elf64_Shdr *strings;

		if (shdr[i].sh_type != SHT_SYMTAB || shdr[i].sh_link >= ehdr->e_shnum)
			continue;
		strings = &shdr[shdr[i].sh_link];
		s->table = in_file(s, shdr[i].sh_offset, shdr[i].sh_size);
		s->count = shdr[i].sh_size / sizeof(Elf64_Sym);
		s->names = in_file(s, strings->sh_offset, strings->sh_size);
		s->names_len = strings->sh_size;
		return s->table && s->names && s->names_len && !s->names[s->names_len - 1];
	}
	return false;
}

struct symbols *symbols_new(const char *path)
{
	struct symbols *s = calloc(1, sizeof(*s));
	struct stat st;
	void *image;
	int fd;

	if (!s)
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || st.st_size <= 0)
		goto close;
	s->len = (size_t)st.st_size;
	image = mmap(NULL, s->len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image == MAP_FAILED)
		goto close;
	s->image = image;
	close(fd);
	if (find_table(s))
		return s;
	fprintf(stderr, "xen-boot: %s: not an ELF64 file with a symbol table\n", path);
	symbols_free(s);
	return NULL;

close:
	perror(path);
	if (fd >= 0)
		close(fd);
	free(s);
	return NULL;
}

void symbols_free(struct symbols *symbols)
{
	if (!symbols)
		return;
	munmap((void *)(uintptr_t)symbols->image, symbols->len);
	free(symbols);
}

static const char *name_of(const struct symbols *s, const Elf64_Sym *sym)
{
	return sym->st_name < s->names_len ? s->names + sym->st_name : "";
}

static bool is_named(const Elf64_Sym *sym)
{
	unsigned int type = ELF64_ST_TYPE(sym->st_info);

	return sym->st_shndx != SHN_UNDEF && type != STT_SECTION && type != STT_FILE;
}

bool symbols_find(const struct symbols *symbols, const char *name, uint64_t *va)
{
	for (size_t i = 0; i < symbols->count; i++) {
		const Elf64_Sym *sym = &symbols->table[i];

		if (is_named(sym) && !strcmp(name_of(symbols, sym), name)) {
			*va = sym->st_value;
			return true;
		}
	}
	return false;
}

const char *symbols_at(const struct symbols *symbols, uint64_t va, uint64_t *off)
{
	const Elf64_Sym *best = NULL;

	for (size_t i = 0; i < symbols->count; i++) {
		const Elf64_Sym *sym = &symbols->table[i];

		if (is_named(sym) && sym->st_shndx != SHN_ABS && sym->st_value <= va &&
		    (!best || sym->st_value > best->st_value))
			best = sym;
	}
	*off = best ? va - best->st_value : 0;
	return best ? name_of(symbols, best) : "?";
}
