/* SPDX-License-Identifier: BSD-2-Clause */
/* An object file as far as taken addresses go: its functions, and who takes an address. */
#ifndef XE_OBJECT_H
#define XE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct function {
	char *name;
	uint32_t section;
	uint64_t offset; /* in its section */
	bool global;
	bool endbr; /* begins with endbr64 */
};

/** struct use - a relocation that puts an address somewhere, other than into a direct branch */
struct use {
	bool defined;	  /* in this object: @section and @offset say where */
	uint32_t section; /* index */
	uint64_t offset;
	const char *name; /* of the symbol, if it is not defined here */
	const char *from_section;
	uint64_t from_offset;
};

struct object {
	const char *path;
	int fd;
	void *elf;
	struct function *functions;
	size_t function_count;
	struct use *uses;
	size_t use_count;
	const char *merged; /* a text section with several functions in it; NULL if there is none */
};

/**
 * object_open() - read @path; strings stay valid until object_close()
 * Return: 0, or -1 with the reason on stderr and nothing left open.
 */
int object_open(struct object *object, const char *path);
void object_close(struct object *object);

/** object_function_at() - the function that begins exactly there; NULL if none does */
const struct function *object_function_at(const struct object *object, uint32_t section,
					  uint64_t offset);
/** object_function_named() - a global function; NULL if there is none */
const struct function *object_function_named(const struct object *object, const char *name);

#endif
