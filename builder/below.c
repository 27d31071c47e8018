// SPDX-License-Identifier: BSD-2-Clause
#include "below.h"

#include <ctype.h>
#include <string.h>

#include <xsplice/payload.h>

#include "say.h"

#define SUFFIX_LEN 11 /* ".xs" and eight digits */

static bool parse_hex(const char *text, struct bytes *out)
{
	size_t len = strlen(text);

	if (len < 32 || len > 2 * 32 || len % 2 || strspn(text, "0123456789abcdefABCDEF") != len)
		return false;
	out->len = len / 2;
	out->at = mem_alloc(out->len);
	for (size_t i = 0; i < len; i++) {
		int c = tolower((unsigned char)text[i]);

		out->at[i / 2] =
			(uint8_t)(out->at[i / 2] << 4 | (c <= '9' ? c - '0' : c - 'a' + 10));
	}
	return true;
}

static enum build_status unfit(const char *path, const char *what)
{
	say_error("%s: %s", path, what);
	return BUILD_INTERNAL;
}

static void symbol_take(struct below *out, const Elf64_Sym *symbol, const char *name)
{
	size_t len = strlen(name);
	const char *hash = strrchr(name, '#');

	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE || !len)
		return;
	if (len > SUFFIX_LEN && text_starts(name + len - SUFFIX_LEN, ".xs"))
		map_put(&out->symbols, mem_text(name, len - SUFFIX_LEN), mem_text(name, len));
	else if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC)
		map_put(&out->replaced, mem_format("%s", hash ? hash + 1 : name), out);
}

static enum build_status read_payload(struct below *out)
{
	const Elf64_Ehdr *header;
	const Elf64_Shdr *sections;
	struct bytes file;
	enum build_status status = file_read(out->path, &file);

	if (status != BUILD_OK)
		return status;
	header = (const Elf64_Ehdr *)file.at;
	if (file.len < sizeof(*header) || memcmp(file.at, ELFMAG, SELFMAG) ||
	    header->e_type != ET_REL || header->e_shoff > file.len ||
	    header->e_shnum * sizeof(*sections) > file.len - header->e_shoff)
		return unfit(out->path, "is no payload");
	sections = (const Elf64_Shdr *)(file.at + header->e_shoff);
	for (size_t i = 0; i < header->e_shnum; i++) {
		const Elf64_Shdr *section = &sections[i];
		const uint8_t *content = file.at + section->sh_offset;

		if (section->sh_type == SHT_NOBITS)
			continue;
		if (section->sh_offset > file.len ||
		    section->sh_size > file.len - section->sh_offset)
			return unfit(out->path, "is a broken payload: a section leaves the file");
		if (section->sh_type == SHT_NOTE && !out->build_id.len)
			out->build_id = build_id_of(content, section->sh_size);
		if (section->sh_type == XS_SHT_SOURCE)
			out->source =
				(struct bytes){(uint8_t *)(uintptr_t)content, section->sh_size};
		if (section->sh_type == SHT_SYMTAB && section->sh_link < header->e_shnum) {
			const Elf64_Sym *symbols = (const Elf64_Sym *)content;
			const char *strings =
				(const char *)file.at + sections[section->sh_link].sh_offset;

			for (size_t j = 1; j < section->sh_size / sizeof(*symbols); j++)
				symbol_take(out, &symbols[j], strings + symbols[j].st_name);
		}
	}
	if (!out->build_id.len)
		return unfit(out->path, "is no payload: it has no build-id");
	return BUILD_OK;
}

enum build_status below_open(const char *what, struct below *out)
{
	*out = (struct below){0};
	if (!file_exists(what) && parse_hex(what, &out->build_id))
		return BUILD_OK;
	out->path = what;
	return read_payload(out);
}

enum build_status below_patches(const struct below *below, struct patches *patches)
{
	uint8_t *at = below->source.at, *end = at ? at + below->source.len : NULL;

	while (at && at < end) {
		size_t len = strnlen((char *)at, (size_t)(end - at));
		struct patch patch;
		enum build_status status;

		status = patch_parse(below->path,
				     (struct bytes){(uint8_t *)mem_text((char *)at, len), len},
				     &patch);
		if (status != BUILD_OK)
			return status;
		vec_push(&patches->list, patch);
		at += len + 1;
	}
	return BUILD_OK;
}
