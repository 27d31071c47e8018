/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF64 structures and numbers: ELF gABI, chapters "Object Files" (ELF header, sections, string table,
 * symbol table, relocation) and "Note Section"; x86-64 psABI, table "Relocation Types".
 */
#ifndef XS_CORE_ELF64_H
#define XS_CORE_ELF64_H

#include <xsplice/types.h>

struct elf_header {
	uint8_t ident[16];
	uint16_t type;
	uint16_t machine;
	uint32_t version;
	uint64_t entry;
	uint64_t phoff;
	uint64_t shoff;
	uint32_t flags;
	uint16_t ehsize;
	uint16_t phentsize;
	uint16_t phnum;
	uint16_t shentsize;
	uint16_t shnum;
	uint16_t shstrndx;
};

enum elf_ident {
	ELF_IDENT_CLASS = 4,
	ELF_IDENT_DATA = 5,
	ELF_IDENT_VERSION = 6,
	ELF_IDENT_OSABI = 7,
	ELF_IDENT_ABIVERSION = 8,
};

#define ELF_CLASS_64 2
#define ELF_DATA_LSB 1
#define ELF_VERSION 1
#define ELF_OSABI_NONE 0
#define ELF_OSABI_FREEBSD 9
#define ELF_TYPE_REL 1
#define ELF_MACHINE_X86_64 62

struct elf_section {
	uint32_t name;
	uint32_t type;
	uint64_t flags;
	uint64_t addr;
	uint64_t offset;
	uint64_t size;
	uint32_t link;
	uint32_t info;
	uint64_t addralign;
	uint64_t entsize;
};

enum elf_section_type {
	ELF_SHT_NULL = 0,
	ELF_SHT_PROGBITS = 1,
	ELF_SHT_SYMTAB = 2,
	ELF_SHT_STRTAB = 3,
	ELF_SHT_RELA = 4,
	ELF_SHT_NOTE = 7,
	ELF_SHT_NOBITS = 8,
	ELF_SHT_REL = 9,
};

#define ELF_SHF_WRITE 0x1u
#define ELF_SHF_ALLOC 0x2u
#define ELF_SHF_EXECINSTR 0x4u
#define ELF_SHF_TLS 0x400u
#define ELF_SHF_COMPRESSED 0x800u

#define ELF_SHN_UNDEF 0
#define ELF_SHN_LORESERVE 0xff00
#define ELF_SHN_ABS 0xfff1
#define ELF_SHN_COMMON 0xfff2

struct elf_symbol {
	uint32_t name;
	uint8_t info;
	uint8_t other;
	uint16_t shndx;
	uint64_t value;
	uint64_t size;
};

#define ELF_SYMBOL_BIND(info) ((info) >> 4)
#define ELF_SYMBOL_TYPE(info) ((info)&15)

enum elf_bind { ELF_STB_LOCAL = 0, ELF_STB_GLOBAL = 1, ELF_STB_WEAK = 2 };
enum elf_symbol_type {
	ELF_STT_NOTYPE = 0,
	ELF_STT_OBJECT = 1,
	ELF_STT_FUNC = 2,
	ELF_STT_SECTION = 3,
	ELF_STT_FILE = 4,
	ELF_STT_COMMON = 5,
	ELF_STT_TLS = 6,
};

struct elf_rel {
	uint64_t offset;
	uint64_t info;
};

struct elf_rela {
	uint64_t offset;
	uint64_t info;
	int64_t addend;
};

#define ELF_RELOC_SYMBOL(info) ((uint32_t)((info) >> 32))
#define ELF_RELOC_TYPE(info) ((uint32_t)(info))

struct elf_note {
	uint32_t namesz;
	uint32_t descsz;
	uint32_t type;
};

#define ELF_NOTE_GNU_BUILD_ID 3

enum elf_x86_64_reloc {
	ELF_R_X86_64_NONE = 0,
	ELF_R_X86_64_64 = 1,
	ELF_R_X86_64_PC32 = 2,
	ELF_R_X86_64_PLT32 = 4,
	ELF_R_X86_64_GOTPCREL = 9,
	ELF_R_X86_64_32 = 10,
	ELF_R_X86_64_32S = 11,
	ELF_R_X86_64_GOTTPOFF = 22,
	ELF_R_X86_64_TPOFF32 = 23,
	ELF_R_X86_64_PC64 = 24,
	ELF_R_X86_64_GOTPCRELX = 41,
	ELF_R_X86_64_REX_GOTPCRELX = 42,
};

#endif
