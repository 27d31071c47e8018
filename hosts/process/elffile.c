// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool inside(const struct elf_file *file, uint64_t off, uint64_t len)
{
	return off <= file->len && len <= file->len - off;
}

static int headers_prove(struct elf_file *file, const char *path, struct xs_reason *why)
{
	const Elf64_Ehdr *header = (const void *)file->bytes;
	const Elf64_Shdr *sections, *names;

	if (file->len < sizeof(*header) || memcmp(header->e_ident, ELFMAG, SELFMAG) ||
	    header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != EM_X86_64)
		return xs_refuse(why, ENOEXEC, "%s is not an ELF file for x86-64", path);
	if (header->e_shentsize != sizeof(*sections) || header->e_shoff % 8 ||
	    !inside(file, header->e_shoff, (uint64_t)header->e_shnum * sizeof(*sections)) ||
	    header->e_shstrndx >= header->e_shnum)
		return xs_refuse(why, ENOEXEC, "%s has no section table (was it stripped of it?)",
				 path);
	sections = (const void *)(file->bytes + header->e_shoff);
	names = &sections[header->e_shstrndx];
	if (names->sh_type != SHT_STRTAB || !names->sh_size ||
	    !inside(file, names->sh_offset, names->sh_size) ||
	    file->bytes[names->sh_offset + names->sh_size - 1])
		return xs_refuse(why, ENOEXEC, "%s: the section names are damaged", path);
	file->sections = sections;
	file->section_count = header->e_shnum;
	file->names = (const char *)file->bytes + names->sh_offset;
	file->names_len = names->sh_size;
	return 0;
}

int elf_file_open(struct elf_file *file, const char *path, struct xs_reason *why)
{
	struct stat stat;
	void *bytes;
	int fd, err;

	memset(file, 0, sizeof(*file));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err = errno;
		return xs_refuse(why, err, "cannot open %s: %s", path, strerror(err));
	}
	if (fstat(fd, &stat) || !S_ISREG(stat.st_mode) || !stat.st_size) {
		close(fd);
		return xs_refuse(why, ENOEXEC, "%s is not an ELF file for x86-64", path);
	}
	bytes = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	err = errno;
	close(fd);
	if (bytes == MAP_FAILED)
		return xs_refuse(why, err, "cannot map %s: %s", path, strerror(err));
	file->bytes = bytes;
	file->len = (size_t)stat.st_size;
	err = headers_prove(file, path, why);
	if (err)
		elf_file_close(file);
	return err;
}

void elf_file_close(struct elf_file *file)
{
	if (file->bytes)
		munmap((void *)(uintptr_t)file->bytes, file->len);
	memset(file, 0, sizeof(*file));
}

bool elf_file_section(const struct elf_file *file, unsigned int idx, struct elf_view *out)
{
	const Elf64_Shdr *s;

	if (idx >= file->section_count)
		return false;
	s = (const Elf64_Shdr *)file->sections + idx;
	if (s->sh_name >= file->names_len ||
	    (s->sh_type != SHT_NOBITS && !inside(file, s->sh_offset, s->sh_size)))
		return false;
	*out = (struct elf_view){
		.name = file->names + s->sh_name,
		.bytes = s->sh_type == SHT_NOBITS ? NULL : file->bytes + s->sh_offset,
		.len = s->sh_size,
		.addr = s->sh_addr,
		.flags = s->sh_flags,
		.type = s->sh_type,
		.link = s->sh_link,
	};
	return true;
}

bool elf_file_find(const struct elf_file *file, const char *name, uint32_t type,
		   struct elf_view *out)
{
	struct elf_view view;
	unsigned int i;

	for (i = 1; i < file->section_count; i++) {
		if (!elf_file_section(file, i, &view))
			continue;
		if (name ? strcmp(view.name, name) : view.type != type)
			continue;
		*out = view;
		return true;
	}
	return false;
}

bool elf_file_build_id(const struct elf_file *file, struct xs_build_id *out)
{
	struct elf_view view;
	Elf64_Nhdr note;

	/* An allocated note keeps its bytes in a debug file too; sh_type stays SHT_NOTE. */
	if (!elf_file_find(file, ".note.gnu.build-id", 0, &view) || !view.bytes ||
	    view.len < sizeof(note) + 4)
		return false;
	memcpy(&note, view.bytes, sizeof(note));
	if (note.n_namesz != 4 || !note.n_descsz || note.n_descsz > XS_BUILD_ID_MAX ||
	    note.n_descsz > view.len - sizeof(note) - 4)
		return false;
	memset(out, 0, sizeof(*out));
	out->len = note.n_descsz;
	memcpy(out->bytes, view.bytes + sizeof(note) + 4, note.n_descsz);
	return true;
}
