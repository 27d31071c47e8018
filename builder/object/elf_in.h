/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An x86-64 ELF file that somebody else wrote, read through libelf. Nothing is handed out before it was
 * found to lie in the file, be terminated, or be a whole number of entries.
 */
#ifndef BUILDER_ELF_IN_H
#define BUILDER_ELF_IN_H

#include <gelf.h>

#include "base/file.h"

/** struct elf_part - a section: header, name and content */
struct elf_part {
	GElf_Shdr header;
	const char *name;
	const uint8_t *bytes; /* NULL: it has none in the file */
};

/** struct elf_name - an entry of the symbol table */
struct elf_name {
	const char *name;
	uint64_t value;
	uint64_t size;
	uint32_t section; /* 0: none, because it is undefined, absolute or common */
	bool defined;
	bool common;  /* @value is its alignment */
	uint8_t type; /* STT_* */
	uint8_t bind; /* STB_* */
};

struct elf_in {
	Elf **open;    /* NULL there after elf_in_close() */
	uint16_t type; /* ET_* */
	VEC(struct elf_part) parts;
	VEC(struct elf_name) names; /* of the symbol table; empty without one */
};

/**
 * elf_in_open() - read headers and symbols
 * @file: must stay for as long as @out is used.
 * Return: NULL, or what is wrong, as the end of a sentence that begins with the file's name.
 */
const char *elf_in_open(struct bytes file, struct elf_in *out);

/** elf_in_close() - no more relocations, no build-id; parts and names stay. Else the end of the run does it. */
void elf_in_close(struct elf_in *in);

/**
 * elf_in_relas() - the relocations of section @index, which has the type SHT_RELA
 * Return: @out's @count entries, in the file's order; NULL if they are broken or there are none.
 */
GElf_Rela *elf_in_relas(const struct elf_in *in, size_t index, size_t *count);

/** elf_in_build_id() - of the first section of notes that has one; empty if there is none */
struct bytes elf_in_build_id(const struct elf_in *in);

#endif
