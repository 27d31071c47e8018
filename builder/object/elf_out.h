/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing a relocatable x86-64 object, through libelf: the same calls give the same bytes. */
#ifndef BUILDER_ELF_OUT_H
#define BUILDER_ELF_OUT_H

#include <gelf.h>

#include "base/file.h"

struct elf_reloc {
	uint64_t off;
	uint32_t type;
	uint32_t symbol; /* as elf_symbol() or elf_section_symbol() returned it */
	int64_t addend;
};

struct elf_section {
	const char *name;
	uint32_t type;
	uint64_t flags;
	uint64_t align;
	uint32_t link;
	uint32_t info;
	VEC(uint8_t) bytes;
	uint64_t size; /* of NOBITS */
	VEC(struct elf_reloc) relocs;
	uint32_t symbol; /* its section symbol; 0: not yet */
	uint32_t entry;	 /* bytes of each entry of a list (elf_list_entry()); 0: it is none */
};

struct elf_out {
	VEC(struct elf_section *) sections;
	VEC(GElf_Sym) symbols;
	VEC(const char *) names;
	struct map by_name; /* shared symbols */
};

void elf_init(struct elf_out *out);
/** elf_section() - the section of that name, created if need be; its index */
uint32_t elf_section(struct elf_out *out, const char *name, uint32_t type, uint64_t flags);
/** elf_append() - @bytes NULL: zeros. Return: the offset, aligned to @align */
uint64_t elf_append(struct elf_out *out, uint32_t index, const void *bytes, uint64_t len,
		    uint64_t align);
uint32_t elf_section_symbol(struct elf_out *out, uint32_t index);
uint32_t elf_symbol(struct elf_out *out, const char *name, uint8_t bind, uint8_t type,
		    uint16_t section, uint64_t value, uint64_t size);
void elf_reloc(struct elf_out *out, uint32_t section, uint64_t off, uint32_t type, uint32_t symbol,
	       int64_t addend);
/**
 * elf_list_entry() - one more for section @index, which holds nothing but entries of that size
 * Each begins with a symbol, uint32_t, as elf_symbol() returned it; in the file it is the file's number.
 */
void elf_list_entry(struct elf_out *out, uint32_t index, const void *entry, uint32_t len);
/** elf_put32(), elf_put64() - over bytes that were appended */
void elf_put32(struct elf_out *out, uint32_t section, uint64_t off, uint32_t value);
void elf_put64(struct elf_out *out, uint32_t section, uint64_t off, uint64_t value);

/**
 * elf_finish() - lay the file out
 * @data_off: receives each section's file offset.
 * Return: the file; empty, and told why, if there is no room for it.
 */
struct bytes elf_finish(struct elf_out *out, uint64_t **data_off);

#endif
