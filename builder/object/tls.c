// SPDX-License-Identifier: BSD-2-Clause
#include "tls.h"

#include <string.h>

/* struct rewrite - code around a relocation, and what becomes of it */
struct rewrite {
	uint32_t type;
	uint8_t before; /* bytes of the instruction that precede the field */
	uint8_t len;	/* of both instructions; the second one calls __tls_get_addr() */
	uint8_t call;	/* where its field is, counted from the first field */
	const char *from[2];
	const char *to;
	uint32_t becomes; /* R_X86_64_NONE: nothing is left to relocate */
	uint8_t field;	  /* where the new field is, counted from the first byte */
};

#define ANY4 "\0\0\0\0" /* fields of relocations hold zeros */

static const struct rewrite rewrites[] = {
	{R_X86_64_TLSGD,
	 4,
	 16,
	 8,
	 {"\x66\x48\x8d\x3d" ANY4 "\x66\x66\x48\xe8" ANY4,
	  "\x66\x48\x8d\x3d" ANY4 "\x66\x48\xff\x15" ANY4},
	 "\x64\x48\x8b\x04\x25" ANY4 "\x48\x03\x05" ANY4,
	 R_X86_64_GOTTPOFF,
	 12},
	{R_X86_64_TLSLD,
	 3,
	 12,
	 5,
	 {"\x48\x8d\x3d" ANY4 "\xe8" ANY4, NULL},
	 "\x66\x66\x66\x64\x48\x8b\x04\x25" ANY4,
	 R_X86_64_NONE,
	 0},
	{R_X86_64_TLSLD,
	 3,
	 13,
	 6,
	 {"\x48\x8d\x3d" ANY4 "\xff\x15" ANY4, NULL},
	 "\x66\x66\x66\x66\x64\x48\x8b\x04\x25" ANY4,
	 R_X86_64_NONE,
	 0},
};

static const struct rewrite *find_rewrite(const struct atom *atom, size_t i)
{
	const struct reloc *reloc = &atom->relocs.items[i];

	for (size_t k = 0; k < sizeof(rewrites) / sizeof(*rewrites); k++) {
		const struct rewrite *rewrite = &rewrites[k];
		const uint8_t *code = atom->bytes + reloc->off - rewrite->before;

		if (reloc->type != rewrite->type || reloc->off < rewrite->before ||
		    atom->size - (reloc->off - rewrite->before) < rewrite->len ||
		    i + 1 == atom->relocs.count ||
		    atom->relocs.items[i + 1].off != reloc->off + rewrite->call)
			continue;
		for (size_t j = 0; j < 2; j++)
			if (rewrite->from[j] && !memcmp(code, rewrite->from[j], rewrite->len))
				return rewrite;
	}
	return NULL;
}

static void relax(struct atom *atom)
{
	uint8_t *bytes = mem_copy(atom->bytes, atom->size);
	size_t kept = 0;

	for (size_t i = 0; i < atom->relocs.count; i++) {
		struct reloc reloc = atom->relocs.items[i];
		const struct rewrite *rewrite = find_rewrite(atom, i);

		if (rewrite) {
			uint64_t start = reloc.off - rewrite->before;

			memcpy(bytes + start, rewrite->to, rewrite->len);
			i++; /* the call is gone */
			if (rewrite->becomes == R_X86_64_NONE)
				continue;
			reloc.type = rewrite->becomes;
			reloc.off = start + rewrite->field;
			reloc.point = reloc.addend + 4;
		} else if (reloc.type == R_X86_64_DTPOFF32) {
			reloc.type = R_X86_64_TPOFF32;
		}
		atom->relocs.items[kept++] = reloc;
	}
	atom->relocs.count = kept;
	atom->bytes = bytes;
}

void tls_relax(struct object *object)
{
	for (size_t i = 0; i < object->sections.count; i++) {
		const struct section *section = object->sections.items[i];

		for (size_t j = 0; section->role == ROLE_CODE && j < section->atoms.count; j++) {
			struct atom *atom = section->atoms.items[j];
			bool dynamic = false;

			for (size_t k = 0; k < atom->relocs.count; k++)
				dynamic |= atom->relocs.items[k].type == R_X86_64_TLSGD ||
					   atom->relocs.items[k].type == R_X86_64_TLSLD;
			if (dynamic)
				relax(atom);
		}
	}
}
