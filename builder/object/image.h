/* SPDX-License-Identifier: BSD-2-Clause */
/* The running hypervisor's (or program's) ELF file: addresses, sizes, bytes, build-id. */
#ifndef BUILDER_IMAGE_H
#define BUILDER_IMAGE_H

#include "elf_in.h"
#include "object.h"

struct image_symbol {
	const char *name;
	const char *file; /* local symbols: the FILE symbol before it */
	uint64_t value;
	uint64_t size;
	uint8_t type; /* STT_* */
	bool local;
	bool weak;
	bool several;		   /* other local symbols have this name and file */
	unsigned int group;	   /* the how manieth FILE symbol is the one before it */
	struct image_symbol *next; /* another one of this name and file */
};

struct image {
	const char *path;
	bool program; /* a program: addresses are relative to where it was loaded */
	struct elf_in elf;
	struct bytes build_id;
	struct map globals;	       /* name -> image_symbol */
	struct map locals;	       /* file#name -> image_symbol */
	uint64_t init_start, init_end; /* gone after boot */
};

/** image_open() - BUILD_MISMATCH if it has no symbols or no build-id */
enum build_status image_open(const char *path, bool program, struct image *out);

/** image_find() - the symbol of an atom of a base object; NULL if the image has none, or several */
const struct image_symbol *image_find(const struct image *image, const struct atom *atom);
const struct image_symbol *image_global(const struct image *image, const char *name);

/** image_size() - of @symbol; where the image does not say (assembly), what the base object does */
uint64_t image_size(const struct image_symbol *symbol, const struct atom *base);

/** image_bytes() - the file's bytes at an address; NULL if they are not (all) in it */
const uint8_t *image_bytes(const struct image *image, uint64_t value, uint64_t len);

/** image_section() - a section's content by name; empty if there is none */
struct bytes image_section(const struct image *image, const char *name);

bool image_is_init(const struct image *image, uint64_t value);

#endif
