/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A host's image on disk: the linked ELF file with its symbols (for Xen, xen-syms).
 */
#ifndef XS_OFFLINE_ELFIMAGE_H
#define XS_OFFLINE_ELFIMAGE_H

#include <stdio.h>

#include "../../core/core.h"

struct image_section {
	const char *name;
	uint64_t va;
	uint64_t len;
	uint8_t *bytes; /* ours; at @va's offset in a page; NULL: zeroed at start */
	void *memory;
	enum xs_range range;
};

struct image_symbol {
	char *name; /* locals: "file.c#name", the name alone behind @bare */
	const char *bare;
	uint64_t va;
	uint64_t size;
};

struct elf_image {
	void *elf; /* Elf * */
	int fd;
	struct image_section *sections;
	unsigned int section_count;
	struct image_symbol *symbols; /* sorted by address */
	unsigned int symbol_count;
	uint64_t entry_start, entry_end; /* Xen's .text.entry */
	uint64_t tls_len;
	uint64_t lowest, end;
	struct xs_build_id build_id;
};

/** elf_image_open() - false with a message on stderr if it cannot be used */
bool elf_image_open(struct elf_image *image, const char *path);
void elf_image_close(struct elf_image *image);

enum xs_range elf_image_range(const struct elf_image *image, uint64_t va, size_t len);
/** elf_image_bytes() - NULL if the range is not in one section that the file holds */
uint8_t *elf_image_bytes(const struct elf_image *image, uint64_t va, size_t len);
/** elf_image_by_name() - @name or file.c#name; -XS_ENOENT, -XS_ENOTUNIQ */
int elf_image_by_name(const struct elf_image *image, const char *name, uint64_t *va);
/** elf_image_by_addr() - the symbol that contains @va, NULL if none */
const struct image_symbol *elf_image_by_addr(const struct elf_image *image, uint64_t va);

#endif
