/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a payload written by hand is made of: gcc -c makes one of a C file that uses these macros. The
 * tests are linked with the fixed build-id that HOST_ID says.
 */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#define NOTE_(section, id)                                                                         \
	__asm__(".pushsection " section ", \"a\", @note\n"                                         \
		".balign 4\n"                                                                      \
		".long 4, 20, 3\n"                                                                 \
		".asciz \"GNU\"\n"                                                                 \
		".fill 20, 1, " id "\n"                                                            \
		".popsection\n")

#define HOST_ID "0x5a"

/** PAYLOAD() - @id: its build-id, a byte as a string. @depends: what it stands on, the same way */
#define PAYLOAD(id, depends)                                                                       \
	NOTE_(".note.gnu.build-id", id);                                                           \
	NOTE_(".livepatch.depends", depends);                                                      \
	NOTE_(".livepatch.xen_depends", HOST_ID)

struct func {
	const char *name;
	const void *new_addr;
	const void *old_addr;
	uint32_t new_size;
	uint32_t old_size;
	uint8_t version;
	uint8_t opaque[39];
	uint8_t expect;
	uint8_t expect_data[31];
};

_Static_assert(sizeof(struct func) == 104, "the record of a function has 104 bytes");

/** PATCH() - switch @old over to @new; only entries are jumped from, so sizes need not be exact */
#define PATCH(old, new)                                                                            \
	static struct func func_##new                                                              \
		__attribute__((section(".livepatch.funcs"), aligned(8), used)) = {                 \
			.name = #old,                                                              \
			.new_addr = (const void *)new,                                             \
			.old_addr = (const void *)old,                                             \
			.new_size = 16,                                                            \
			.old_size = 9,                                                             \
			.version = 2,                                                              \
	}

/** HOOK() - @kind: load, unload, … */
#define HOOK(kind, fn)                                                                             \
	static const void *const hook_##kind                                                       \
		__attribute__((section(".livepatch.hooks." #kind), used)) = (const void *)fn

#endif
