// SPDX-License-Identifier: BSD-2-Clause
#include "image.h"

#include <string.h>

#include "say.h"

struct bytes build_id_of(const uint8_t *notes, size_t len)
{
	while (len >= sizeof(Elf64_Nhdr)) {
		const Elf64_Nhdr *note = (const Elf64_Nhdr *)notes;
		size_t name = ((size_t)note->n_namesz + 3) & ~(size_t)3;
		size_t desc = ((size_t)note->n_descsz + 3) & ~(size_t)3;

		if (name + desc > len - sizeof(*note))
			break;
		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
		    !memcmp(notes + sizeof(*note), "GNU", 4))
			return (struct bytes){(uint8_t *)(uintptr_t)notes + sizeof(*note) + name,
					      note->n_descsz};
		notes += sizeof(*note) + name + desc;
		len -= sizeof(*note) + name + desc;
	}
	return (struct bytes){NULL, 0};
}

static enum build_status unfit(const struct image *image, const char *what)
{
	say_error("%s: %s", image->path, what);
	return BUILD_MISMATCH;
}

static bool within(const struct image *image, uint64_t off, uint64_t len)
{
	return off <= image->file.len && len <= image->file.len - off;
}

static void symbol_add(struct image *image, const Elf64_Sym *symbol, const char *name,
		       const char *file)
{
	struct image_symbol *entry = MEM_NEW(struct image_symbol), *other;
	int bind = ELF64_ST_BIND(symbol->st_info);
	/* Hidden symbols, which all objects of a program share, the linker makes local, of no file. */
	bool hidden = image->program && file && !*file;
	const char *key;

	*entry = (struct image_symbol){.name = name,
				       .file = file,
				       .value = symbol->st_value,
				       .size = symbol->st_size,
				       .type = ELF64_ST_TYPE(symbol->st_info),
				       .local = bind == STB_LOCAL && !hidden,
				       .weak = bind == STB_WEAK};
	if (!entry->local) {
		map_put(&image->globals, name, entry);
		return;
	}
	key = mem_format("%s#%s", file ? file : "", name);
	other = map_get(&image->locals, key);
	if (other && other->value != entry->value)
		other->several = true;
	else
		map_put(&image->locals, key, entry);
}

static enum build_status read_symbols(struct image *image, const Elf64_Shdr *table)
{
	const Elf64_Sym *symbols = (const Elf64_Sym *)(image->file.at + table->sh_offset);
	size_t count = table->sh_size / sizeof(*symbols);
	const Elf64_Shdr *strings = &image->sections[table->sh_link];
	const char *file = NULL;

	if (table->sh_link >= image->header->e_shnum ||
	    !within(image, strings->sh_offset, strings->sh_size))
		return unfit(image, "its symbol table is broken");
	for (size_t i = 1; i < count; i++) {
		const char *name =
			(const char *)image->file.at + strings->sh_offset + symbols[i].st_name;
		int type = ELF64_ST_TYPE(symbols[i].st_info);

		if (symbols[i].st_name >= strings->sh_size)
			return unfit(image, "its symbol table is broken");
		if (type == STT_FILE)
			file = name;
		else if (type != STT_SECTION && symbols[i].st_shndx != SHN_UNDEF)
			symbol_add(image, &symbols[i], name, file);
	}
	return BUILD_OK;
}

enum build_status image_open(const char *path, bool program, struct image *out)
{
	struct image image = {.path = path, .program = program};
	const struct image_symbol *begin, *end;
	bool symbols = false;
	enum build_status status = file_read(path, &image.file);

	if (status != BUILD_OK)
		return status;
	image.header = (const Elf64_Ehdr *)image.file.at;
	if (image.file.len < sizeof(*image.header) ||
	    memcmp(image.header->e_ident, ELFMAG, SELFMAG) ||
	    image.header->e_machine != EM_X86_64 ||
	    (image.header->e_type != ET_EXEC && image.header->e_type != ET_DYN) ||
	    !within(&image, image.header->e_shoff,
		    (uint64_t)image.header->e_shnum * sizeof(Elf64_Shdr)))
		return unfit(&image, "is no linked x86-64 ELF file");
	image.sections = (const Elf64_Shdr *)(image.file.at + image.header->e_shoff);
	for (size_t i = 0; i < image.header->e_shnum; i++) {
		const Elf64_Shdr *section = &image.sections[i];

		if (section->sh_type == SHT_NOBITS)
			continue;
		if (!within(&image, section->sh_offset, section->sh_size))
			return unfit(&image, "has a section that leaves the file");
		if (section->sh_type == SHT_NOTE && !image.build_id.len)
			image.build_id =
				build_id_of(image.file.at + section->sh_offset, section->sh_size);
		if (section->sh_type == SHT_SYMTAB && !symbols) {
			status = read_symbols(&image, section);
			symbols = true;
		}
	}
	if (status != BUILD_OK)
		return status;
	if (!symbols)
		return unfit(&image,
			     "was stripped: the symbol table is needed; give the file as it "
			     "was linked");
	if (!image.build_id.len)
		return unfit(&image, "has no build-id: link it with --build-id=sha1");
	begin = image_global(&image, "__init_begin");
	end = image_global(&image, "__init_end");
	if (begin && end) {
		image.init_start = begin->value;
		image.init_end = end->value;
	}
	*out = image;
	return BUILD_OK;
}

const struct image_symbol *image_global(const struct image *image, const char *name)
{
	return map_get(&image->globals, name);
}

const struct image_symbol *image_find(const struct image *image, const struct atom *atom)
{
	const char *source = atom->object->source;
	const char *files[] = {atom->image_file, source, source ? file_base(source) : NULL};

	if (!atom->image_name)
		return NULL;
	if (atom->global) {
		const struct image_symbol *symbol = image_global(image, atom->image_name);

		if (symbol)
			return symbol;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const struct image_symbol *symbol;

		if (!files[i])
			continue;
		symbol = map_get(&image->locals, mem_format("%s#%s", files[i], atom->image_name));
		if (symbol)
			return symbol->several ? NULL : symbol;
	}
	return NULL;
}

const uint8_t *image_bytes(const struct image *image, uint64_t value, uint64_t len)
{
	for (size_t i = 0; i < image->header->e_shnum; i++) {
		const Elf64_Shdr *section = &image->sections[i];

		if (!(section->sh_flags & SHF_ALLOC) || section->sh_type == SHT_NOBITS ||
		    value < section->sh_addr || value - section->sh_addr > section->sh_size ||
		    len > section->sh_size - (value - section->sh_addr))
			continue;
		return image->file.at + section->sh_offset + (value - section->sh_addr);
	}
	return NULL;
}

struct bytes image_section(const struct image *image, const char *name)
{
	const Elf64_Shdr *names = &image->sections[image->header->e_shstrndx];

	if (image->header->e_shstrndx >= image->header->e_shnum ||
	    !within(image, names->sh_offset, names->sh_size))
		return (struct bytes){NULL, 0};
	for (size_t i = 0; i < image->header->e_shnum; i++) {
		const Elf64_Shdr *section = &image->sections[i];

		if (section->sh_type != SHT_NOBITS && section->sh_name < names->sh_size &&
		    !strcmp((char *)image->file.at + names->sh_offset + section->sh_name, name))
			return (struct bytes){image->file.at + section->sh_offset,
					      section->sh_size};
	}
	return (struct bytes){NULL, 0};
}

bool image_is_init(const struct image *image, uint64_t value)
{
	return value >= image->init_start && value < image->init_end;
}
