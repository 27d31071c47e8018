/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A payload file, read once as hostile input into an index of bounded views. Whoever has a struct
 * xs_image may follow every pointer, index and length in it without looking again.
 */
#ifndef XS_CORE_IMAGE_H
#define XS_CORE_IMAGE_H

#include "core.h"
#include "elf64.h"

/** struct xs_section - @bytes is NULL where the file holds none (NOBITS); place.c fills @va and @mem */
struct xs_section {
	const char *name;
	const uint8_t *bytes;
	size_t len;
	uint32_t type;
	uint32_t link;
	uint32_t info;
	uint64_t flags;
	uint64_t align; /* a power of two, at least 1 */
	bool percpu;	/* to be placed in every CPU's area: NOBITS; @mem stays NULL */
	uint64_t va;
	uint8_t *mem;
};

/** struct xs_symbol - link.c fills @va; @slot is 1 + the number of its address slot, 0: none */
struct xs_symbol {
	const char *name; /* "" if it has none */
	uint64_t value;
	uint64_t size;
	uint64_t va;
	uint32_t section; /* index, or one of ELF_SHN_*, XS_SHN_IMAGE */
	uint32_t got;	  /* 1 + index of its GOT slot */
	uint32_t plt;	  /* 1 + index of its PLT slot */
	uint8_t type;
	uint8_t bind;
};

/** struct xs_reloc - one relocation, REL and RELA alike */
struct xs_reloc {
	uint64_t off;
	uint32_t type;
	uint32_t symbol;
	int64_t addend;
};

struct xs_image {
	const struct xs_host *host;
	void *ctx;
	struct xs_section *sections;
	uint32_t section_count;
	struct xs_symbol *symbols;
	uint32_t symbol_count;
	uint32_t symtab;

	/* Indices of the sections that mean something; 0: the file has none. */
	uint32_t funcs;
	uint32_t patches;
	uint32_t pointers;
	uint32_t calls;
	uint32_t hooks[XS_HOOKS];
	uint32_t modinfo;
	uint32_t alternatives;
	uint32_t bug_frames[4];
	uint32_t ex_table;

	struct xs_build_id build_id;
	struct xs_build_id depends;
	struct xs_build_id host_depends;
};

/** xs_hook_section() - the section that holds hooks of @hook, for messages too */
const char *xs_hook_section(enum xs_hook hook);

/**
 * xs_image_open() - prove a payload file well-formed and index it
 * @image: filled on success; views into @bytes, which must outlive it. Close it.
 *
 * Return: 0; -EINVAL malformed, -EOPNOTSUPP (not the kind of ELF a payload is, relocation type),
 * -ENOMEM.
 */
int xs_image_open(struct xs_image *image, const struct xs_host *host, void *ctx, const void *bytes,
		  size_t len, struct xs_reason *why);

/** xs_image_meanings() - part of xs_image_open(): find the sections that mean something; meaning.c */
int xs_image_meanings(struct xs_image *image, struct xs_reason *why);

/** xs_image_close() - gives back the index; a zeroed one is fine */
void xs_image_close(struct xs_image *image);

/** xs_image_reloc_count() - in section @idx, 0 if it is no relocation section */
uint32_t xs_image_reloc_count(const struct xs_image *image, uint32_t idx);

/**
 * xs_image_reloc() - relocation @nth of section @idx
 *
 * For REL the addend is what the target's bytes in the file say.
 */
struct xs_reloc xs_image_reloc(const struct xs_image *image, uint32_t idx, uint32_t nth);

/** xs_symbol_defined() - does the payload itself hold it, in a placed section? */
bool xs_symbol_defined(const struct xs_image *image, const struct xs_symbol *symbol);

/** xs_range_ok() - does [off, off + len) lie inside @limit? The one gate for untrusted offsets */
static inline bool xs_range_ok(uint64_t off, uint64_t len, uint64_t limit)
{
	return off <= limit && len <= limit - off;
}

#endif
