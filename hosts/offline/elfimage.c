// SPDX-License-Identifier: BSD-2-Clause
#include "elfimage.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE_LEN 4096u

/* ---- sections --------------------------------------------------------------------------------- */

static enum xs_range range_of(const char *name, const GElf_Shdr *header)
{
	if (!strncmp(name, ".init", 5) && (header->sh_addr >> 32))
		return XS_RANGE_INIT; /* a program's .init is code like any other */
	/* Xen marks its text writable in the file and seals it at boot: the name says what it is. */
	if (!strncmp(name, ".text", 5))
		return XS_RANGE_TEXT;
	if (!strncmp(name, ".rodata", 7) || !strncmp(name, ".note", 5))
		return XS_RANGE_RODATA;
	if (header->sh_flags & SHF_WRITE)
		return XS_RANGE_DATA;
	return header->sh_flags & SHF_EXECINSTR ? XS_RANGE_TEXT : XS_RANGE_RODATA;
}

/* A copy, so that payloads can be switched on in it: the file stays as it is. */
static void section_copy(struct image_section *s, const void *bytes)
{
	size_t off = s->va % PAGE_LEN;

	s->memory = aligned_alloc(PAGE_LEN, (off + s->len + PAGE_LEN) & ~(size_t)(PAGE_LEN - 1));
	if (!s->memory)
		return;
	s->bytes = (uint8_t *)s->memory + off;
	memcpy(s->bytes, bytes, s->len);
}

static void section_add(struct elf_image *image, Elf_Scn *scn, const char *name,
			const GElf_Shdr *header)
{
	struct image_section *s = &image->sections[image->section_count++];
	Elf_Data *data = header->sh_type == SHT_NOBITS ? NULL : elf_rawdata(scn, NULL);

	s->name = name;
	s->va = header->sh_addr;
	s->len = header->sh_size;
	s->range = range_of(name, header);
	if (data && data->d_size >= s->len)
		section_copy(s, data->d_buf);
	if (s->va + s->len > image->end)
		image->end = s->va + s->len;
	if (!image->lowest || s->va < image->lowest)
		image->lowest = s->va;
}

static void build_id_read(struct elf_image *image, const uint8_t *bytes, size_t len)
{
	GElf_Nhdr note;

	if (len < sizeof(note) + 4)
		return;
	memcpy(&note, bytes, sizeof(note));
	if (note.n_namesz != 4 || note.n_type != NT_GNU_BUILD_ID || !note.n_descsz ||
	    note.n_descsz > XS_BUILD_ID_MAX || note.n_descsz > len - sizeof(note) - 4)
		return;
	image->build_id.len = note.n_descsz;
	memcpy(image->build_id.bytes, bytes + sizeof(note) + 4, note.n_descsz);
}

/* ---- symbols ---------------------------------------------------------------------------------- */

static int symbol_order(const void *a, const void *b)
{
	const struct image_symbol *sa = a, *sb = b;

	if (sa->va != sb->va)
		return sa->va < sb->va ? -1 : 1;
	return sa->size < sb->size ? -1 : sa->size > sb->size;
}

static void symbol_add(struct elf_image *image, const GElf_Sym *sym, const char *file,
		       const char *name)
{
	struct image_symbol *s = &image->symbols[image->symbol_count];
	bool local = GELF_ST_BIND(sym->st_info) == STB_LOCAL;
	size_t len = strlen(name) + (file ? strlen(file) : 0) + 2;

	s->name = malloc(len);
	if (!s->name)
		return;
	/* clang spells the file in the symbol itself where the linker's table has no room for it */
	if (local && file && *file && !strchr(name, '#'))
		snprintf(s->name, len, "%s#%s", file, name);
	else
		snprintf(s->name, len, "%s", name);
	s->bare = strrchr(s->name, '#');
	s->bare = s->bare ? s->bare + 1 : s->name;
	s->va = sym->st_value;
	s->size = sym->st_size;
	image->symbol_count++;
	if (!strcmp(name, "_stextentry"))
		image->entry_start = s->va;
	if (!strcmp(name, "_etextentry"))
		image->entry_end = s->va;
}

static bool symbols_read(struct elf_image *image, Elf_Scn *scn, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t i, count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
	const char *file = NULL, *name;
	GElf_Sym sym;

	image->symbols = calloc(count + 1, sizeof(*image->symbols));
	if (!data || !image->symbols)
		return false;
	for (i = 1; i < count && gelf_getsym(data, i, &sym); i++) {
		name = elf_strptr(image->elf, header->sh_link, sym.st_name);
		if (!name || !*name)
			continue;
		if (GELF_ST_TYPE(sym.st_info) == STT_FILE)
			file = name;
		else if (GELF_ST_TYPE(sym.st_info) != STT_SECTION && sym.st_shndx != SHN_UNDEF &&
			 GELF_ST_TYPE(sym.st_info) != STT_TLS)
			symbol_add(image, &sym, file, name);
	}
	qsort(image->symbols, image->symbol_count, sizeof(*image->symbols), symbol_order);
	return true;
}

/* ---- the file --------------------------------------------------------------------------------- */

static bool image_read(struct elf_image *image, const char *path)
{
	GElf_Ehdr header;
	Elf_Scn *scn = NULL;
	size_t count, names;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return false;
	image->elf = elf_begin(image->fd, ELF_C_READ, NULL);
	if (!image->elf || !gelf_getehdr(image->elf, &header) || header.e_machine != EM_X86_64 ||
	    elf_getshdrnum(image->elf, &count) || elf_getshdrstrndx(image->elf, &names))
		return false;
	image->sections = calloc(count, sizeof(*image->sections));
	while (image->sections && (scn = elf_nextscn(image->elf, scn))) {
		GElf_Shdr shdr;
		const char *name;

		if (!gelf_getshdr(scn, &shdr))
			return false;
		name = elf_strptr(image->elf, names, shdr.sh_name);
		if (shdr.sh_type == SHT_SYMTAB && !image->symbols &&
		    !symbols_read(image, scn, &shdr))
			return false;
		if (!name || !(shdr.sh_flags & SHF_ALLOC) || (shdr.sh_flags & SHF_TLS))
			continue;
		section_add(image, scn, name, &shdr);
		if (!strcmp(name, XS_SEC_BUILD_ID) &&
		    image->sections[image->section_count - 1].bytes)
			build_id_read(image, image->sections[image->section_count - 1].bytes,
				      shdr.sh_size);
	}
	if (!image->symbol_count) {
		fprintf(stderr, "%s: no symbol table; give the unstripped image (xen-syms)\n",
			path);
		return false;
	}
	return true;
}

bool elf_image_open(struct elf_image *image, const char *path)
{
	memset(image, 0, sizeof(*image));
	image->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (image->fd < 0) {
		perror(path);
		return false;
	}
	if (image_read(image, path))
		return true;
	fprintf(stderr, "%s: not a usable x86-64 ELF image\n", path);
	elf_image_close(image);
	return false;
}

void elf_image_close(struct elf_image *image)
{
	unsigned int i;

	for (i = 0; i < image->symbol_count; i++)
		free(image->symbols[i].name);
	free(image->symbols);
	for (i = 0; i < image->section_count; i++)
		free(image->sections[i].memory);
	free(image->sections);
	if (image->elf)
		elf_end(image->elf);
	close(image->fd);
	memset(image, 0, sizeof(*image));
}

/* ---- lookups ---------------------------------------------------------------------------------- */

static const struct image_section *section_at(const struct elf_image *image, uint64_t va,
					      size_t len)
{
	unsigned int i;

	for (i = 0; i < image->section_count; i++) {
		const struct image_section *s = &image->sections[i];

		if (va >= s->va && va - s->va <= s->len && len <= s->len - (va - s->va) &&
		    va - s->va < s->len)
			return s;
	}
	return NULL;
}

enum xs_range elf_image_range(const struct elf_image *image, uint64_t va, size_t len)
{
	const struct image_section *s = section_at(image, va, len);

	if (s && va < image->entry_end && va + len > image->entry_start)
		return XS_RANGE_ENTRY;
	return s ? s->range : XS_RANGE_NONE;
}

uint8_t *elf_image_bytes(const struct elf_image *image, uint64_t va, size_t len)
{
	const struct image_section *s = section_at(image, va, len);

	return s && s->bytes ? s->bytes + (va - s->va) : NULL;
}

int elf_image_by_name(const struct elf_image *image, const char *name, uint64_t *va)
{
	bool qualified = strchr(name, '#') != NULL;
	const struct image_symbol *found = NULL;
	unsigned int i;

	for (i = 0; i < image->symbol_count; i++) {
		const struct image_symbol *s = &image->symbols[i];

		if (strcmp(qualified ? s->name : s->bare, name))
			continue;
		if (found && found->va != s->va)
			return -XS_ENOTUNIQ;
		found = s;
	}
	if (!found)
		return -XS_ENOENT;
	*va = found->va;
	return 0;
}

const struct image_symbol *elf_image_by_addr(const struct elf_image *image, uint64_t va)
{
	unsigned int low = 0, high = image->symbol_count;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (image->symbols[middle].va <= va)
			low = middle + 1;
		else
			high = middle;
	}
	while (low--) {
		const struct image_symbol *s = &image->symbols[low];

		if (va - s->va < s->size)
			return s;
		/* Symbols without a size lie about nothing; look a little further down. */
		if (s->size)
			return NULL;
	}
	return NULL;
}
