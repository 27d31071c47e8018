// SPDX-License-Identifier: BSD-2-Clause
#include "below.h"

#include <ctype.h>
#include <string.h>

#include <xsplice/payload.h>

#include "object/elf_in.h"
#include "base/say.h"

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

static void symbol_take(struct below *out, const struct elf_name *symbol)
{
	const char *name = symbol->name, *hash = strrchr(name, '#');
	size_t len = strlen(name);

	if (!symbol->section || !len)
		return;
	if (len > SUFFIX_LEN && text_starts(name + len - SUFFIX_LEN, ".xs"))
		map_put(&out->symbols, mem_text(name, len - SUFFIX_LEN), mem_text(name, len));
	else if (symbol->type == STT_FUNC)
		map_put(&out->replaced, mem_format("%s", hash ? hash + 1 : name), out);
}

static enum build_status read_payload(struct below *out)
{
	struct elf_in elf;
	struct bytes file;
	enum build_status status = file_read(out->path, &file);
	const char *problem;

	if (status != BUILD_OK)
		return status;
	problem = elf_in_open(file, &elf);
	if (problem)
		return unfit(out->path, mem_format("is no payload: it %s", problem));
	out->build_id = elf_in_build_id(&elf);
	if (elf.type != ET_REL || !out->build_id.len)
		return unfit(out->path, "is no payload: it has no build-id");
	for (size_t i = 1; i < elf.parts.count; i++) {
		const struct elf_part *part = &elf.parts.items[i];

		if (part->header.sh_type == XS_SHT_SOURCE && part->bytes)
			out->source = (struct bytes){(uint8_t *)(uintptr_t)part->bytes,
						     part->header.sh_size};
	}
	for (size_t i = 1; i < elf.names.count; i++)
		symbol_take(out, &elf.names.items[i]);
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
