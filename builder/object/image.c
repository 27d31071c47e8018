// SPDX-License-Identifier: BSD-2-Clause
#include "image.h"

#include <string.h>

#include "base/say.h"

static enum build_status unfit(const struct image *image, const char *what)
{
	say_error("%s: %s", image->path, what);
	return BUILD_MISMATCH;
}

#define GROUP_NONE 0 /* not looked for yet; FILE symbols count from 1 */
#define GROUP_UNCLEAR (~0u)

static void symbol_add(struct image *image, const struct elf_name *symbol, const char *file,
		       unsigned int group)
{
	struct image_symbol *entry = MEM_NEW(struct image_symbol), *other;
	/* Hidden symbols, which all objects of a program share, the linker makes local, of no file. */
	bool hidden = image->program && file && !*file;
	const char *key;

	*entry = (struct image_symbol){.name = symbol->name,
				       .file = file,
				       .value = symbol->value,
				       .size = symbol->size,
				       .type = symbol->type,
				       .local = symbol->bind == STB_LOCAL && !hidden,
				       .group = group,
				       .weak = symbol->bind == STB_WEAK};
	if (!entry->local) {
		map_put(&image->globals, entry->name, entry);
		return;
	}
	key = mem_format("%s#%s", file ? file : "", entry->name);
	other = map_get(&image->locals, key);
	if (other && other->value == entry->value)
		return;
	entry->next = other;
	entry->several = other;
	map_put(&image->locals, key, entry);
}

static void read_symbols(struct image *image)
{
	const char *file = NULL;
	unsigned int group = 0;

	for (size_t i = 1; i < image->elf.names.count; i++) {
		const struct elf_name *symbol = &image->elf.names.items[i];

		if (symbol->type == STT_FILE) {
			file = symbol->name;
			group++;
		} else if (symbol->type != STT_SECTION && symbol->defined) {
			symbol_add(image, symbol, file, group);
		}
	}
}

enum build_status image_open(const char *path, bool program, struct image *out)
{
	struct image image = {.path = path, .program = program};
	const struct image_symbol *begin, *end;
	struct bytes file;
	enum build_status status = file_read(path, &file);
	const char *problem;

	if (status != BUILD_OK)
		return status;
	problem = elf_in_open(file, &image.elf);
	if (problem)
		return unfit(&image, problem);
	if (image.elf.type != ET_EXEC && image.elf.type != ET_DYN)
		return unfit(&image, "is no linked x86-64 ELF file");
	if (!image.elf.names.count)
		return unfit(&image,
			     "was stripped: the symbol table is needed; give the file as it "
			     "was linked");
	image.build_id = elf_in_build_id(&image.elf);
	if (!image.build_id.len)
		return unfit(&image, "has no build-id: link it with --build-id=sha1");
	read_symbols(&image);
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

struct candidate {
	unsigned int group;
	int score;
};

static const struct image_symbol *locals_of(const struct image *image, const char *file,
					    const struct atom *atom)
{
	return file ? map_get(&image->locals, mem_format("%s#%s", file, atom->image_name)) : NULL;
}

/*
 * Two source files of a program may have one name, in two folders, and symbols do not tell which. The
 * object is the one in the image whose local symbols are there with their sizes, more of them than
 * anywhere else.
 */
static unsigned int find_group(const struct image *image, const struct object *object)
{
	VEC(struct candidate) groups = {0};
	unsigned int best = GROUP_UNCLEAR;
	int highest = 0;

	for (size_t i = 0; i < object->atoms.count; i++) {
		const struct atom *atom = object->atoms.items[i];
		const struct image_symbol *symbol =
			atom->image_name && !atom->global ? locals_of(image, atom->image_file, atom)
							  : NULL;

		for (; symbol; symbol = symbol->next) {
			size_t j = 0;

			while (j < groups.count && groups.items[j].group != symbol->group)
				j++;
			if (j == groups.count)
				vec_push(&groups, ((struct candidate){.group = symbol->group}));
			groups.items[j].score += symbol->size == atom->size ? 1 : -1;
		}
	}
	for (size_t j = 0; j < groups.count; j++) {
		if (groups.items[j].score == highest)
			best = GROUP_UNCLEAR;
		if (groups.items[j].score > highest) {
			highest = groups.items[j].score;
			best = groups.items[j].group;
		}
	}
	return best;
}

/* Of several local symbols of that name and file the one that is the object's. */
static const struct image_symbol *choose(const struct image *image, struct object *object,
					 const struct image_symbol *symbols)
{
	if (!image->program)
		return symbols->several ? NULL : symbols;
	if (object->image_group == GROUP_NONE)
		object->image_group = find_group(image, object);
	if (object->image_group == GROUP_UNCLEAR)
		return symbols->several ? NULL : symbols;
	while (symbols && symbols->group != object->image_group)
		symbols = symbols->next;
	return symbols && symbols->next && symbols->next->group == symbols->group ? NULL : symbols;
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
		const struct image_symbol *symbols = locals_of(image, files[i], atom);

		if (symbols)
			return choose(image, atom->object, symbols);
	}
	return NULL;
}

uint64_t image_size(const struct image_symbol *symbol, const struct atom *base)
{
	return symbol->size ? symbol->size : base->size;
}

const uint8_t *image_bytes(const struct image *image, uint64_t value, uint64_t len)
{
	for (size_t i = 1; i < image->elf.parts.count; i++) {
		const struct elf_part *part = &image->elf.parts.items[i];
		uint64_t start = part->header.sh_addr, size = part->header.sh_size;

		if ((part->header.sh_flags & SHF_ALLOC) && part->bytes && value >= start &&
		    value - start <= size && len <= size - (value - start))
			return part->bytes + (value - start);
	}
	return NULL;
}

struct bytes image_section(const struct image *image, const char *name)
{
	for (size_t i = 1; i < image->elf.parts.count; i++) {
		const struct elf_part *part = &image->elf.parts.items[i];

		if (part->bytes && !strcmp(part->name, name))
			return (struct bytes){(uint8_t *)(uintptr_t)part->bytes,
					      part->header.sh_size};
	}
	return (struct bytes){NULL, 0};
}

bool image_is_init(const struct image *image, uint64_t value)
{
	return value >= image->init_start && value < image->init_end;
}
