// SPDX-License-Identifier: BSD-2-Clause
#include "elf_out.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/say.h"

void elf_init(struct elf_out *out)
{
	*out = (struct elf_out){0};
	vec_push(&out->sections, MEM_NEW(struct elf_section));
	out->sections.items[0]->name = "";
	vec_push(&out->symbols, (GElf_Sym){0});
	vec_push(&out->names, "");
}

uint32_t elf_section(struct elf_out *out, const char *name, uint32_t type, uint64_t flags)
{
	struct elf_section *section;

	for (uint32_t i = 1; i < out->sections.count; i++)
		if (!strcmp(out->sections.items[i]->name, name))
			return i;
	section = MEM_NEW(struct elf_section);
	section->name = name;
	section->type = type;
	section->flags = flags;
	section->align = 1;
	vec_push(&out->sections, section);
	return (uint32_t)out->sections.count - 1;
}

static void bytes_append(struct elf_section *section, const void *bytes, uint64_t len)
{
	size_t need = section->bytes.count + len;

	if (need > section->bytes.room) {
		size_t room = section->bytes.room ? section->bytes.room : 256;
		uint8_t *grown;

		while (room < need)
			room *= 2;
		grown = mem_alloc(room);
		if (section->bytes.count)
			memcpy(grown, section->bytes.items, section->bytes.count);
		section->bytes.items = grown;
		section->bytes.room = room;
	}
	if (bytes)
		memcpy(section->bytes.items + section->bytes.count, bytes, len);
	section->bytes.count = need;
}

uint64_t elf_append(struct elf_out *out, uint32_t index, const void *bytes, uint64_t len,
		    uint64_t align)
{
	struct elf_section *section = out->sections.items[index];
	uint64_t at;

	if (!align)
		align = 1;
	if (align > section->align)
		section->align = align;
	at = section->type == SHT_NOBITS ? section->size : section->bytes.count;
	if (at % align) {
		uint64_t pad = align - at % align;

		if (section->type == SHT_NOBITS) {
			section->size += pad;
		} else {
			bytes_append(section, NULL, pad);
			if (section->flags & SHF_EXECINSTR)
				memset(section->bytes.items + at, 0xcc, pad);
		}
		at += pad;
	}
	if (section->type == SHT_NOBITS)
		section->size += len;
	else
		bytes_append(section, bytes, len);
	return at;
}

uint32_t elf_section_symbol(struct elf_out *out, uint32_t index)
{
	struct elf_section *section = out->sections.items[index];

	if (!section->symbol)
		section->symbol =
			elf_symbol(out, "", STB_LOCAL, STT_SECTION, (uint16_t)index, 0, 0);
	return section->symbol;
}

uint32_t elf_symbol(struct elf_out *out, const char *name, uint8_t bind, uint8_t type,
		    uint16_t section, uint64_t value, uint64_t size)
{
	GElf_Sym symbol = {.st_info = (uint8_t)GELF_ST_INFO(bind, type),
			   .st_shndx = section,
			   .st_value = value,
			   .st_size = size};

	vec_push(&out->symbols, symbol);
	vec_push(&out->names, name);
	return (uint32_t)out->symbols.count - 1;
}

void elf_reloc(struct elf_out *out, uint32_t section, uint64_t off, uint32_t type, uint32_t symbol,
	       int64_t addend)
{
	struct elf_reloc reloc = {.off = off, .type = type, .symbol = symbol, .addend = addend};

	vec_push(&out->sections.items[section]->relocs, reloc);
}

void elf_list_entry(struct elf_out *out, uint32_t index, const void *entry, uint32_t len)
{
	out->sections.items[index]->entry = len;
	elf_append(out, index, entry, len, len % 8 ? 4 : 8);
}

void elf_put32(struct elf_out *out, uint32_t section, uint64_t off, uint32_t value)
{
	memcpy(out->sections.items[section]->bytes.items + off, &value, sizeof(value));
}

void elf_put64(struct elf_out *out, uint32_t section, uint64_t off, uint64_t value)
{
	memcpy(out->sections.items[section]->bytes.items + off, &value, sizeof(value));
}

/* The symbol table wants local symbols first: @place maps our numbers to the file's. */
static uint32_t write_symbols(struct elf_out *out, uint32_t symtab, uint32_t strtab,
			      uint32_t *place)
{
	uint32_t locals = 0;

	for (int globals = 0; globals < 2; globals++) {
		for (uint32_t i = 0; i < out->symbols.count; i++) {
			GElf_Sym symbol = out->symbols.items[i];
			const char *name = out->names.items[i];

			if ((GELF_ST_BIND(symbol.st_info) != STB_LOCAL) != globals)
				continue;
			place[i] = (uint32_t)(out->sections.items[symtab]->bytes.count /
					      sizeof(symbol));
			if (*name)
				symbol.st_name = (uint32_t)elf_append(out, strtab, name,
								      strlen(name) + 1, 1);
			elf_append(out, symtab, &symbol, sizeof(symbol), 8);
			locals += !globals;
		}
	}
	return locals;
}

/* The lists hold our numbers: they become the file's. */
static void place_lists(struct elf_out *out, uint32_t symtab, const uint32_t *place)
{
	for (uint32_t i = 1; i < out->sections.count; i++) {
		struct elf_section *section = out->sections.items[i];
		uint32_t symbol;

		if (!section->entry)
			continue;
		section->link = symtab;
		for (size_t at = 0; at < section->bytes.count; at += section->entry) {
			memcpy(&symbol, section->bytes.items + at, sizeof(symbol));
			elf_put32(out, i, at, place[symbol]);
		}
	}
}

static void write_relocs(struct elf_out *out, uint32_t index, uint32_t symtab,
			 const uint32_t *place)
{
	struct elf_section *section = out->sections.items[index];
	uint32_t rela;

	if (!section->relocs.count)
		return;
	rela = elf_section(out, mem_format(".rela%s", section->name), SHT_RELA, SHF_INFO_LINK);
	out->sections.items[rela]->link = symtab;
	out->sections.items[rela]->info = index;
	for (size_t i = 0; i < section->relocs.count; i++) {
		const struct elf_reloc *reloc = &section->relocs.items[i];
		GElf_Rela entry = {.r_offset = reloc->off,
				   .r_info =
					   GELF_R_INFO((uint64_t)place[reloc->symbol], reloc->type),
				   .r_addend = reloc->addend};

		elf_append(out, rela, &entry, sizeof(entry), 8);
	}
}

static Elf_Type content_type(uint32_t type)
{
	return type == SHT_SYMTAB ? ELF_T_SYM : type == SHT_RELA ? ELF_T_RELA : ELF_T_BYTE;
}

/* Hand one section to libelf, which lays it out behind those before it. */
static bool hand_over(Elf *elf, const struct elf_section *section, uint32_t name)
{
	Elf_Scn *scn = elf_newscn(elf);
	Elf_Data *data = scn ? elf_newdata(scn) : NULL;
	GElf_Shdr header;

	if (!data || !gelf_getshdr(scn, &header))
		return false;
	data->d_buf = section->bytes.items;
	data->d_size = section->type == SHT_NOBITS ? section->size : section->bytes.count;
	data->d_align = section->align;
	data->d_type = content_type(section->type);
	data->d_version = EV_CURRENT;
	header.sh_name = name;
	header.sh_type = section->type;
	header.sh_flags = section->flags;
	header.sh_link = section->link;
	header.sh_info = section->info;
	return gelf_update_shdr(scn, &header);
}

static bool write_file(const struct elf_out *out, Elf *elf, uint32_t shstrtab,
		       const uint32_t *names, uint64_t *data_off)
{
	GElf_Ehdr header;
	Elf_Scn *scn = NULL;
	GElf_Shdr place;

	if (!elf || !gelf_newehdr(elf, ELFCLASS64) || !gelf_getehdr(elf, &header))
		return false;
	header.e_ident[EI_DATA] = ELFDATA2LSB;
	header.e_type = ET_REL;
	header.e_machine = EM_X86_64;
	header.e_version = EV_CURRENT;
	header.e_shstrndx = (uint16_t)shstrtab;
	if (!gelf_update_ehdr(elf, &header))
		return false;
	for (uint32_t i = 1; i < out->sections.count; i++)
		if (!hand_over(elf, out->sections.items[i], names[i]))
			return false;
	if (elf_update(elf, ELF_C_WRITE) < 0)
		return false;
	while ((scn = elf_nextscn(elf, scn)) && gelf_getshdr(scn, &place))
		data_off[elf_ndxscn(scn)] = place.sh_offset;
	return !scn;
}

struct bytes elf_finish(struct elf_out *out, uint64_t **data_off)
{
	uint32_t content = (uint32_t)out->sections.count, symtab, strtab, shstrtab, *names;
	uint32_t *place = mem_alloc(out->symbols.count * sizeof(*place));
	int fd = memfd_create("payload", MFD_CLOEXEC);
	struct bytes file = {NULL, 0};
	Elf *elf;

	symtab = elf_section(out, ".symtab", SHT_SYMTAB, 0);
	strtab = elf_section(out, ".strtab", SHT_STRTAB, 0);
	shstrtab = elf_section(out, ".shstrtab", SHT_STRTAB, 0);
	elf_append(out, strtab, "", 1, 1);
	elf_append(out, shstrtab, "", 1, 1);
	out->sections.items[symtab]->link = strtab;
	out->sections.items[symtab]->info = write_symbols(out, symtab, strtab, place);
	place_lists(out, symtab, place);
	for (uint32_t i = 1; i < content; i++)
		write_relocs(out, i, symtab, place);
	names = mem_alloc(out->sections.count * sizeof(*names));
	*data_off = mem_alloc(out->sections.count * sizeof(**data_off));
	for (uint32_t i = 1; i < out->sections.count; i++) {
		const char *name = out->sections.items[i]->name;

		names[i] = (uint32_t)elf_append(out, shstrtab, name, strlen(name) + 1, 1);
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	if (!write_file(out, elf, shstrtab, names, *data_off))
		say_error("cannot lay the payload out: %s", elf_errmsg(-1));
	else
		file_read(mem_format("/proc/self/fd/%d", fd), &file);
	elf_end(elf);
	close(fd);
	return file;
}
