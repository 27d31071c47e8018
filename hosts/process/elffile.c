// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

static int headers_prove(const struct elf_file *file, const char *path, struct xs_reason *why)
{
	GElf_Ehdr header;
	size_t names, count;
	Elf_Data *data;

	if (elf_kind(file->elf) != ELF_K_ELF || !gelf_getehdr(file->elf, &header) ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64)
		return xs_refuse(why, ENOEXEC, "%s is not an ELF file for x86-64", path);
	if (elf_getshdrnum(file->elf, &count) || count < 2 ||
	    elf_getshdrstrndx(file->elf, &names) || names >= count)
		return xs_refuse(why, ENOEXEC, "%s has no section table (was it stripped of it?)",
				 path);
	data = elf_rawdata(elf_getscn(file->elf, names), NULL);
	if (!data || !data->d_buf || !data->d_size || ((char *)data->d_buf)[data->d_size - 1])
		return xs_refuse(why, ENOEXEC, "%s: the section names are damaged", path);
	return 0;
}

int elf_file_open(struct elf_file *file, const char *path, struct xs_reason *why)
{
	int err;

	memset(file, 0, sizeof(*file));
	if (elf_version(EV_CURRENT) == EV_NONE)
		return xs_refuse(why, ENOEXEC, "libelf is of another version");
	file->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0) {
		err = errno;
		return xs_refuse(why, err, "cannot open %s: %s", path, strerror(err));
	}
	file->elf = elf_begin(file->fd, ELF_C_READ_MMAP, NULL);
	if (!file->elf)
		err = xs_refuse(why, ENOEXEC, "%s is not an ELF file for x86-64", path);
	else
		err = headers_prove(file, path, why);
	if (err)
		elf_file_close(file);
	return err;
}

void elf_file_close(struct elf_file *file)
{
	if (file->elf)
		elf_end(file->elf);
	if (file->elf || file->fd > 0)
		close(file->fd);
	memset(file, 0, sizeof(*file));
}

bool elf_file_section(const struct elf_file *file, size_t idx, struct elf_view *out)
{
	Elf_Scn *section = elf_getscn(file->elf, idx);
	Elf_Data *data = NULL;
	const char *name;
	GElf_Shdr header;
	size_t names;

	if (!section || !gelf_getshdr(section, &header) || elf_getshdrstrndx(file->elf, &names))
		return false;
	name = elf_strptr(file->elf, names, header.sh_name);
	if (header.sh_type != SHT_NOBITS)
		data = elf_rawdata(section, NULL);
	if (!name || (header.sh_type != SHT_NOBITS && (!data || data->d_size != header.sh_size)))
		return false;
	*out = (struct elf_view){
		.name = name,
		.bytes = data ? data->d_buf : NULL,
		.len = header.sh_size,
		.addr = header.sh_addr,
		.flags = header.sh_flags,
		.type = header.sh_type,
		.link = header.sh_link,
	};
	return true;
}

bool elf_file_find(const struct elf_file *file, const char *name, uint32_t type,
		   struct elf_view *out)
{
	struct elf_view view;
	size_t i, count;

	if (elf_getshdrnum(file->elf, &count))
		return false;
	for (i = 1; i < count; i++) {
		if (!elf_file_section(file, i, &view))
			continue;
		if (name ? strcmp(view.name, name) : view.type != type)
			continue;
		*out = view;
		return true;
	}
	return false;
}

/* An allocated note keeps its bytes in a debug file too; sh_type stays SHT_NOTE. */
bool elf_file_build_id(const struct elf_file *file, struct xs_build_id *out)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(file->elf, section))) {
		size_t name, desc, at = 0;
		Elf_Data *data = NULL;
		GElf_Shdr header;
		GElf_Nhdr note;

		if (gelf_getshdr(section, &header) && header.sh_type == SHT_NOTE)
			data = elf_getdata(section, NULL);
		while (data && (at = gelf_getnote(data, at, &note, &name, &desc))) {
			const uint8_t *bytes = data->d_buf;

			if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
			    memcmp(bytes + name, "GNU", 4) || !note.n_descsz ||
			    note.n_descsz > XS_BUILD_ID_MAX)
				continue;
			memset(out, 0, sizeof(*out));
			out->len = note.n_descsz;
			memcpy(out->bytes, bytes + desc, note.n_descsz);
			return true;
		}
	}
	return false;
}
