/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes relocatable ELF64 files, well-formed until a test bends them: every header and entry can be
 * changed through a pointer into the finished file.
 */
#ifndef TEST_ELFWRITER_H
#define TEST_ELFWRITER_H

#include "elf64.h"

#define EW_SECTIONS 64
#define EW_SYMBOLS 64
#define EW_RELOCS 64
#define EW_DATA 4096

struct ew_section {
	const char *name;
	struct elf_section header;
	uint8_t data[EW_DATA];
	struct elf_rela relocs[EW_RELOCS];
	unsigned int reloc_count;
	bool rel; /* write its relocations as REL */
};

struct ew {
	struct elf_header header;
	struct ew_section sections[EW_SECTIONS]; /* 0 is the null section */
	unsigned int section_count;
	struct elf_symbol symbols[EW_SYMBOLS];
	const char *symbol_names[EW_SYMBOLS];
	unsigned int symbol_count;

	/* After ew_finish(): where things are in the file. */
	uint8_t *file;
	size_t len;
	unsigned int symtab_idx, strtab_idx, shstrtab_idx, first_reloc_idx;
};

/** ew_init() - an x86-64 ET_REL file with nothing in it */
void ew_init(struct ew *ew);
/** ew_section() - returns its index; @data may be NULL (zeroes; NOBITS: none) */
unsigned int ew_section(struct ew *ew, const char *name, uint32_t type, uint64_t flags,
			uint64_t align, const void *data, size_t len);
/** ew_symbol() - locals first; returns its index */
unsigned int ew_symbol(struct ew *ew, const char *name, unsigned int bind, unsigned int type,
		       uint16_t shndx, uint64_t value, uint64_t size);
void ew_reloc(struct ew *ew, unsigned int section, uint64_t off, uint32_t type, unsigned int symbol,
	      int64_t addend);
/** ew_finish() - lays the file out: @ew->file (malloc) and @ew->len */
void ew_finish(struct ew *ew);
void ew_free(struct ew *ew);

/* Of the finished file, to be bent. */
struct elf_header *ew_file_header(struct ew *ew);
struct elf_section *ew_file_section(struct ew *ew, unsigned int idx);
struct elf_symbol *ew_file_symbol(struct ew *ew, unsigned int idx);
uint8_t *ew_file_data(struct ew *ew, unsigned int idx);

#endif
