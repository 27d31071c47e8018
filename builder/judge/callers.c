// SPDX-License-Identifier: BSD-2-Clause
#include "callers.h"

#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

/* struct symbols - of one object */
struct symbols {
	Elf *elf;
	Elf_Data *table;
	size_t count;
	size_t strings; /* section index */
};

static bool get_symbol(const struct symbols *symbols, size_t i, GElf_Sym *out, const char **name)
{
	if (!gelf_getsym(symbols->table, (int)i, out))
		return false;
	*name = elf_strptr(symbols->elf, symbols->strings, out->st_name);
	return *name != NULL;
}

static bool open_symbols(Elf *elf, struct symbols *out)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB ||
		    !header.sh_entsize)
			continue;
		out->elf = elf;
		out->table = elf_getdata(section, NULL);
		out->count = header.sh_size / header.sh_entsize;
		out->strings = header.sh_link;
		return out->table != NULL;
	}
	return false;
}

/* The symbol that the object needs and somebody else has; 0: none. Objects made of objects have many files. */
static size_t find_undefined(const struct symbols *symbols, const char *function)
{
	size_t found = 0, files = 0;

	for (size_t i = 1; i < symbols->count; i++) {
		const char *name;
		GElf_Sym symbol;

		if (!get_symbol(symbols, i, &symbol, &name))
			continue;
		files += GELF_ST_TYPE(symbol.st_info) == STT_FILE;
		if (symbol.st_shndx == SHN_UNDEF && !strcmp(name, function))
			found = i;
	}
	return files > 1 ? 0 : found;
}

static const char *symbol_around(const struct symbols *symbols, size_t section, uint64_t off)
{
	for (size_t i = 1; i < symbols->count; i++) {
		const char *name;
		GElf_Sym symbol;

		if (get_symbol(symbols, i, &symbol, &name) && symbol.st_shndx == section &&
		    GELF_ST_TYPE(symbol.st_info) != STT_SECTION && off >= symbol.st_value &&
		    off < symbol.st_value + symbol.st_size)
			return GELF_ST_TYPE(symbol.st_info) == STT_FUNC ? mem_format("%s()", name)
									: name;
	}
	return NULL;
}

static bool is_relevant(Elf *elf, size_t index)
{
	Elf_Scn *section = elf_getscn(elf, index);
	GElf_Shdr header;
	const char *name;
	size_t names;

	if (!section || !gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC) ||
	    elf_getshdrstrndx(elf, &names))
		return false;
	name = elf_strptr(elf, names, header.sh_name);
	return name && !text_starts(name, ".init") && !text_starts(name, ".bug_frames") &&
	       !text_starts(name, ".exit");
}

static const char *find_reference(const struct symbols *symbols, size_t wanted)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(symbols->elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_RELA ||
		    !header.sh_entsize || !is_relevant(symbols->elf, header.sh_info))
			continue;
		data = elf_getdata(section, NULL);
		for (size_t i = 0; data && i < header.sh_size / header.sh_entsize; i++) {
			const char *name;
			GElf_Rela rela;

			if (!gelf_getrela(data, (int)i, &rela) || GELF_R_SYM(rela.r_info) != wanted)
				continue;
			name = symbol_around(symbols, header.sh_info, rela.r_offset);
			return name ? name : "code";
		}
	}
	return NULL;
}

static const char *look_into(const char *path, const char *function)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct symbols symbols = {0};
	const char *found = NULL;
	size_t wanted;
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF && open_symbols(elf, &symbols) &&
	    (wanted = find_undefined(&symbols, function)))
		found = find_reference(&symbols, wanted);
	if (found)
		found = mem_format("%s", found);
	elf_end(elf);
	close(fd);
	return found;
}

struct search {
	const char *folder;
	const struct map *known;
	const char *function;
	struct caller found;
};

static void look_at(void *ctx, const char *path)
{
	struct search *search = ctx;
	const char *full;

	if (search->found.name || !text_ends(path, ".o") || text_ends(path, ".init.o") ||
	    map_get(search->known, path))
		return;
	full = mem_format("%s/%s", search->folder, path);
	/* Next to x.init.o, x.o is code that is gone after boot. */
	if (file_exists(mem_format("%.*s.init.o", (int)strlen(full) - 2, full)))
		return;
	search->found.name = look_into(full, search->function);
	search->found.object = path;
}

bool callers_elsewhere(const char *folder, const struct map *known, const char *function,
		       struct caller *out)
{
	struct search search = {.folder = folder, .known = known, .function = function};

	elf_version(EV_CURRENT);
	if (file_walk(folder, look_at, &search) != BUILD_OK)
		search.found = (struct caller){"something", "what cannot be read"};
	*out = search.found;
	return search.found.name != NULL;
}
