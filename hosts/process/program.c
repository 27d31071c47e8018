// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <string.h>

static void note_read(struct program *program, const uint8_t *bytes, size_t len)
{
	Elf64_Nhdr note;
	size_t name_len, desc_len;

	while (len >= sizeof(note)) {
		memcpy(&note, bytes, sizeof(note));
		name_len = (note.n_namesz + 3ul) & ~3ul;
		desc_len = (note.n_descsz + 3ul) & ~3ul;
		if (name_len > len - sizeof(note) || desc_len > len - sizeof(note) - name_len)
			return;
		bytes += sizeof(note);
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(bytes, "GNU", 4) && note.n_descsz && note.n_descsz <= XS_BUILD_ID_MAX) {
			program->build_id.len = note.n_descsz;
			memcpy(program->build_id.bytes, bytes + name_len, note.n_descsz);
		}
		bytes += name_len + desc_len;
		len -= sizeof(note) + name_len + desc_len;
	}
}

static void segment_add(struct program *program, const ElfW(Phdr) * phdr)
{
	struct segment *s;

	if (program->segment_count == PROGRAM_SEGMENTS)
		return;
	s = &program->segments[program->segment_count++];
	s->va = program->base + phdr->p_vaddr;
	s->len = phdr->p_memsz;
	s->flags = phdr->p_flags;
	if (!program->hi || s->va < program->lo)
		program->lo = s->va & ~(uint64_t)(PAGE_LEN - 1);
	if (s->va + s->len > program->hi)
		program->hi = (s->va + s->len + PAGE_LEN - 1) & ~(uint64_t)(PAGE_LEN - 1);
}

/* The C library protects whole pages: a last one that is not all of the region stays writable. */
static void relro_read(struct program *program, const ElfW(Phdr) * phdr)
{
	program->relro_lo = program->base + phdr->p_vaddr;
	program->relro_hi = (program->relro_lo + phdr->p_memsz) & ~(uint64_t)(PAGE_LEN - 1);
}

/*
 * Where this thread's copy of the TLS segment is, seen from the thread pointer: the same in every
 * thread, for the program's own TLS is at a fixed offset.
 */
static void tls_read(struct program *program, const ElfW(Phdr) * phdr,
		     const struct dl_phdr_info *info)
{
	uint64_t thread;

	__asm__("mov %%fs:0, %0" : "=r"(thread));
	program->has_tls = true;
	program->tls_len = phdr->p_memsz;
	if (info->dlpi_tls_data)
		program->tls_offset = (int64_t)((uint64_t)(uintptr_t)info->dlpi_tls_data - thread);
	else
		program->tls_offset =
			-(int64_t)((phdr->p_memsz + phdr->p_align - 1) & ~(phdr->p_align - 1));
}

/* The first object that is reported is the program. */
static int program_visit(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct program *program = arg;
	unsigned int i;

	program->base = info->dlpi_addr;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *phdr = &info->dlpi_phdr[i];

		if (phdr->p_type == PT_LOAD)
			segment_add(program, phdr);
		else if (phdr->p_type == PT_GNU_RELRO)
			relro_read(program, phdr);
		else if (phdr->p_type == PT_TLS)
			tls_read(program, phdr, info);
		else if (phdr->p_type == PT_NOTE && !program->build_id.len)
			note_read(program,
				  (const uint8_t *)(uintptr_t)(info->dlpi_addr + phdr->p_vaddr),
				  phdr->p_memsz);
	}
	return 1;
}

int program_read(struct program *program, struct xs_reason *why)
{
	memset(program, 0, sizeof(*program));
	dl_iterate_phdr(program_visit, program);
	if (!program->segment_count)
		return xs_refuse(why, ENOEXEC,
				 "the C library does not say where the program is loaded");
	if (!program->build_id.len)
		return xs_refuse(
			why, ENODATA,
			"the program has no build-id, so no payload can be told to be for it; "
			"link it with -Wl,--build-id");
	return 0;
}

enum xs_range program_range(const struct program *program, uint64_t va, size_t len)
{
	unsigned int i;

	for (i = 0; i < program->segment_count; i++) {
		const struct segment *s = &program->segments[i];

		if (va < s->va || va - s->va >= s->len || len > s->len - (va - s->va))
			continue;
		if (va >= program->relro_lo && va < program->relro_hi &&
		    len <= program->relro_hi - va)
			return XS_RANGE_RODATA;
		if (s->flags & PF_W)
			return XS_RANGE_DATA;
		return s->flags & PF_X ? XS_RANGE_TEXT : XS_RANGE_RODATA;
	}
	return XS_RANGE_NONE;
}
