// SPDX-License-Identifier: BSD-2-Clause
#include "runpre.h"

#include <string.h>

#include "object/insn.h"

/* struct site - a function of the base and where the image has it */
struct site {
	const struct image *image;
	const struct atom *base;
	uint64_t va;
	const uint8_t *code;
};

static uint64_t field_len(uint32_t type)
{
	return type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;
}

/* struct range - bytes of a function, from its start */
struct range {
	uint64_t from, to;
};

/* What the linker may write: the field, and around it where it turns one access into a simpler one. */
static struct range linker_range(const struct reloc *reloc)
{
	uint64_t before = 0, behind = 0;

	switch (reloc->type) {
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
	case R_X86_64_GOTTPOFF:
	case R_X86_64_GOTPC32_TLSDESC:
		before = 3; /* the opcode */
		break;
	case R_X86_64_TLSGD: /* and the call of __tls_get_addr() */
		before = 4;
		behind = 8;
		break;
	case R_X86_64_TLSLD:
		before = 3;
		behind = 6;
		break;
	case R_X86_64_TLSDESC_CALL:
		return (struct range){reloc->off, reloc->off + 2};
	}
	return (struct range){reloc->off > before ? reloc->off - before : 0,
			      reloc->off + field_len(reloc->type) + behind};
}

/* Where the image's field leads; false if its kind does not tell. */
static bool leads_to(const struct site *site, const struct reloc *reloc, uint64_t *va)
{
	const uint8_t *field = site->code + reloc->off;
	int32_t value;

	memcpy(&value, field, sizeof(value));
	switch (reloc->type) {
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		*va = site->va + reloc->off + (uint64_t)(int64_t)value - (uint64_t)reloc->addend;
		return true;
	case R_X86_64_32S:
		*va = (uint64_t)(int64_t)value - (uint64_t)reloc->addend;
		return !site->image->program;
	case R_X86_64_32:
		*va = (uint64_t)(uint32_t)value - (uint64_t)reloc->addend;
		return !site->image->program;
	case R_X86_64_64:
		memcpy(va, field, sizeof(*va));
		*va -= (uint64_t)reloc->addend;
		return !site->image->program; /* a program's loader fills it in */
	}
	return false;
}

/* When, where and by whom it was built: these strings differ from build to build. */
static bool may_differ(const struct site *site, const struct object *object)
{
	return site->image->program ||
	       (object->source && !strcmp(file_base(object->source), "version.c"));
}

/* Does the field lead where the base object wants it? True if nobody can tell. */
static bool same_target(const struct site *site, const struct reloc *reloc)
{
	const struct atom *target = reloc->target;
	const struct image_symbol *symbol;
	const uint8_t *content;
	uint64_t va = 0;

	if (!leads_to(site, reloc, &va))
		return true;
	if (target && target->section->role == ROLE_STRINGS && !target->relocs.count) {
		content = image_bytes(site->image, va, target->size);
		return (content && !memcmp(content, target->bytes, target->size)) ||
		       may_differ(site, target->object);
	}
	if (target && !target->name)
		return true;
	symbol =
		target ? image_find(site->image, target) : image_global(site->image, reloc->symbol);
	/* What was chosen at start is reached through a slot. */
	return !symbol || symbol->type == STT_GNU_IFUNC || symbol->value == va;
}

static uint64_t first_byte(const struct site *site)
{
	const struct atom *base = site->base;
	uint64_t at = 0;

	for (size_t i = 0; i <= base->relocs.count; i++) {
		struct range skip = {base->size, base->size};

		if (i < base->relocs.count)
			skip = linker_range(&base->relocs.items[i]);
		for (; at < skip.from && at < base->size; at++)
			if (base->bytes[at] != site->code[at])
				return at;
		if (skip.to > at)
			at = skip.to;
	}
	return base->size;
}

static const struct reloc *first_reference(const struct site *site, uint64_t end)
{
	for (size_t i = 0; i < site->base->relocs.count; i++) {
		const struct reloc *reloc = &site->base->relocs.items[i];

		if (reloc->off >= end || reloc->off + field_len(reloc->type) > site->base->size)
			return NULL;
		if (!same_target(site, reloc))
			return reloc;
	}
	return NULL;
}

static uint64_t insn_start(const struct atom *base, uint64_t at)
{
	struct insn insn = {0};

	while (insn.off + insn.len <= at && insn.off + insn.len < base->size)
		insn_next(base->bytes, base->size, insn.off + insn.len, &insn);
	return insn.off;
}

/* A jump to another function, which in the image is near and in the same section. */
static bool is_shortened(const struct site *site, uint64_t size, uint64_t at)
{
	uint64_t off = insn_start(site->base, at);
	const uint8_t *there = site->code + off, *here = site->base->bytes + off;

	if (!site->image->program || size >= site->base->size || off + 1 >= size)
		return false;
	if (there[0] == 0xeb)
		return here[0] == 0xe9;
	return (there[0] & 0xf0) == 0x70 && here[0] == 0x0f && here[1] == there[0] + 0x10;
}

static const char *tell_bytes(const struct site *site, uint64_t size, uint64_t at)
{
	uint64_t off = insn_start(site->base, at);
	const char *sizes = "";

	if (size != site->base->size)
		sizes = mem_format("%llu bytes in the image, %llu here; ", (unsigned long long)size,
				   (unsigned long long)site->base->size);
	return mem_format("%sdiffers from +0x%llx on (there: %s; here: %s)", sizes,
			  (unsigned long long)off, insn_text(site->code, size, off),
			  insn_text(site->base->bytes, site->base->size, off));
}

static const char *tell_reference(const struct site *site, const struct reloc *reloc)
{
	const char *name = reloc->target ? atom_title(reloc->target) : reloc->symbol;
	uint64_t va = 0;

	leads_to(site, reloc, &va);
	return mem_format("differs from +0x%llx on (there it refers to 0x%llx; here to %s)",
			  (unsigned long long)insn_start(site->base, reloc->off),
			  (unsigned long long)va, name);
}

static void compare_function(const struct site *site, uint64_t size, struct runpre *out)
{
	struct departure departure = {.function = site->base};
	struct atom common = *site->base;
	struct site shorter = *site;
	const struct reloc *reloc;
	uint64_t at;

	if (size != site->base->size) {
		/* Up to where both reach; if all of it is equal, the difference is the rest. */
		common.size = size < common.size ? size : common.size;
		shorter.base = &common;
		at = first_byte(&shorter);
		if (is_shortened(site, size, at))
			return;
		departure.text = tell_bytes(site, size, at);
	} else {
		at = first_byte(site);
		reloc = first_reference(site, at);
		if (at == size && !reloc) {
			if (site->base->global)
				map_put(&out->matched, mem_format("%s", site->base->name), out);
			return;
		}
		departure.text = reloc ? tell_reference(site, reloc) : tell_bytes(site, size, at);
	}
	vec_push(&out->departures, departure);
}

void runpre_object(const struct image *image, const struct object *base, struct runpre *out)
{
	for (size_t i = 0; i < base->atoms.count; i++) {
		struct atom *atom = base->atoms.items[i];
		const struct image_symbol *symbol;
		struct site site = {.image = image, .base = atom};
		uint64_t size;

		if (!atom->name || atom->section->role != ROLE_CODE || !atom->function)
			continue;
		symbol = image_find(image, atom);
		if (!symbol || symbol->type != STT_FUNC || !symbol->size ||
		    image_is_init(image, symbol->value))
			continue;
		size = symbol->size ? symbol->size + atom->tail
				    : atom->size; /* assembly need not say it */
		site.va = symbol->value;
		site.code = image_bytes(image, symbol->value, size);
		if (!site.code)
			continue;
		out->compared++;
		compare_function(&site, size, out);
	}
}

uint64_t runpre_data(const struct image *image, const struct atom *constant,
		     const struct image_symbol *symbol)
{
	struct site site = {.image = image,
			    .base = constant,
			    .va = symbol->value,
			    .code = image_bytes(image, symbol->value, constant->size)};
	const struct reloc *reloc;
	uint64_t at;

	if (!site.code || image_size(symbol, constant) != constant->size)
		return 0;
	at = first_byte(&site);
	reloc = first_reference(&site, at);
	return reloc ? reloc->off : at;
}

const struct departure *runpre_find(const struct runpre *runpre, const struct atom *function)
{
	for (size_t i = 0; i < runpre->departures.count; i++)
		if (!strcmp(runpre->departures.items[i].function->name, function->name) &&
		    !strcmp(runpre->departures.items[i].function->object->name,
			    function->object->name))
			return &runpre->departures.items[i];
	return NULL;
}
