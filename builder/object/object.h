/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A relocatable object, cut into atoms: the functions, variables, literals and table entries that are
 * compared and shipped as wholes. Relocations speak of atoms, not of sections or offsets.
 */
#ifndef BUILDER_OBJECT_H
#define BUILDER_OBJECT_H

#include <gelf.h>

#include "base/file.h"

#define UNWIND_TABLE ".gcc_except_table" /* where exceptions go on in a function */

/** enum role - what a section is, to the hypervisor's linker script and to us */
enum role {
	ROLE_IGNORED, /* debug information, notes, what the linker drops */
	ROLE_CODE,
	ROLE_RODATA,
	ROLE_STRINGS, /* mergeable strings: compared by content */
	ROLE_CONST,   /* mergeable constants of a fixed size */
	ROLE_DATA,
	ROLE_BSS,
	ROLE_PERCPU, /* variables of which each CPU has one */
	ROLE_INIT,   /* gone after boot */
	ROLE_HOOK,   /* a payload's hook pointers */
	ROLE_ALT,
	ROLE_ALT_CODE,
	ROLE_BUG,
	ROLE_EX_TABLE,
	ROLE_FIXUP,
	ROLE_DIRECTIVE, /* what the patch's author tells the builder */
	ROLE_TLS,
	ROLE_UNKNOWN, /* a table nobody taught the builder */
};

struct object;
struct atom;

struct section {
	const char *name;
	enum role role;
	uint32_t type;
	uint64_t flags;
	uint64_t align;
	uint64_t size;
	uint64_t entsize;
	const uint8_t *bytes;	  /* NULL for NOBITS */
	uint32_t index;		  /* in the file */
	int bug_kind;		  /* ROLE_BUG */
	VEC(struct atom *) atoms; /* in order of their offset */
	bool whole;	  /* it ships as it is, its atoms where they are in it: judge/whole.h */
	uint64_t out_off; /* emit: where that is */
};

/**
 * struct reloc - a reference
 * @off:    of the field, in the atom.
 * @target: what it refers to, NULL if another object has it: @symbol, then, is its name.
 * @addend: as in the formula, when the target's start is S.
 * @point:  which byte of the target is meant: @addend without what a PC-relative field adds.
 */
struct reloc {
	uint64_t off;
	uint32_t type;
	bool branch; /* the operand of a direct call or jump */
	bool weak;
	struct atom *target;
	const char *symbol;
	int64_t addend;
	int64_t point;
};

/** struct entry - an entry of a special table, kept with the code it speaks of */
struct entry {
	enum role table;
	int bug_kind;
	uint64_t at; /* offset in the atom it belongs to */
	const uint8_t *bytes;
	uint32_t size;
	unsigned int line; /* bug frames: cut out of the addends */
	VEC(struct reloc) relocs;
};

/** struct alias - another name of the place where an atom starts */
struct alias {
	const char *name;
	bool global;
};

enum fate { CHANGE_UNKNOWN, CHANGE_NONE, CHANGE_CONTENT, CHANGE_NEW, CHANGE_GONE };

struct atom {
	struct object *object;
	struct section *section;
	const char *name; /* NULL: a literal, or a piece of code without a name */
	const char *file; /* the FILE symbol before it: part of a local symbol's name in Xen */
	const char *
		image_name; /* what the image calls it; differs from @name if this object was rebuilt */
	const char *image_file;
	uint64_t off;
	uint64_t size;
	uint64_t tail; /* of @size, what lies behind the end that the function's symbol tells */
	const uint8_t *bytes; /* NULL: zeros */
	VEC(struct reloc) relocs;
	VEC(struct entry) entries;
	VEC(struct alias) aliases;
	bool global;
	bool weak;
	bool function;
	bool literal; /* means nothing but its content */

	/* correlate, compare */
	bool comparing;
	bool forced;
	bool ignored;
	bool in_place;	  /* its new content goes over the old one, in the host's memory */
	bool carried;	  /* a global constant that ships: all its users are in the patch */
	bool left_behind; /* its old place does not lead to it: who refers to it is replaced */
	enum fate change;
	struct atom *twin;	 /* in the other object */
	VEC(const char *) users; /* stems of who refers to it */
	const char *why;	 /* it changed, or is shipped for its own sake */
	uint64_t differs_at;	 /* first differing byte */
	struct atom *cold_of;	 /* the function whose unlikely part this is */
	struct atom *cold;	 /* its unlikely part */
	const char *stranger;	 /* who uses it and cannot come along */

	/* select, emit */
	const struct atom *used_by; /* it ships because this one does; NULL: for its own sake */
	bool shipped;
	bool pointed; /* a new function whose address may be stored in the host */
	uint32_t out_section;
	uint64_t out_off;
};

struct object {
	const char *name; /* relative to the build folder */
	const char *source;
	unsigned int image_group; /* which FILE symbol of the image is this one's; see image.c */
	bool boot_only;
	bool assembly;
	const char *stays; /* why changed assembly does not ship whole */
	bool landing_pads; /* compiled so that calls by pointer may demand ENDBR */
	VEC(struct section *) sections;
	VEC(struct atom *) atoms;
	struct map globals;	      /* defined global symbols: name -> atom */
	VEC(const char *) directives; /* "ignore NAME", "force NAME" */
};

/**
 * object_read() - read and cut
 * @path: an ELF64 x86-64 relocatable; BUILD_REFUSED if it is something else (LLVM bitcode, LTO).
 * @source: for messages.
 */
enum build_status object_read(const char *path, const char *name, const char *source,
			      struct object **out);

/** object_is_boot() - 32-bit code, or a PE file: only the boot has such */
bool object_is_boot(const char *path);

/** object_role() - what a section is */
enum role object_role(const char *name, uint32_t type, uint64_t flags);

/** atom_at() - the atom of @section with the byte at @off, or, behind the last one, that one */
struct atom *atom_at(const struct section *section, int64_t off);
/** atom_title() - for messages: the name, or what it is */
const char *atom_title(const struct atom *atom);
/** atom_new() - a piece of a section that no symbol names */
struct atom *atom_new(struct object *object, struct section *section, uint64_t off, uint64_t size);
/** atom_align() - what its place in its section promises */
uint64_t atom_align(const struct atom *atom);
/** atom_reloc() - the relocation at @off, NULL if there is none */
const struct reloc *atom_reloc(const struct atom *atom, uint64_t off);
/** role_is_read_only() - RODATA, STRINGS, CONST */
bool role_is_read_only(enum role role);

#endif
