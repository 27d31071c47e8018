// SPDX-License-Identifier: BSD-2-Clause
#include "arch.h"
#include "payload.h"

/* The limit on everything placed: an upload of XS_PAYLOAD_MAX_LEN and generous zeroed data. */
#define PLACED_MAX_LEN (8u << 20)

enum kind { KIND_TEXT, KIND_RODATA, KIND_DATA, KINDS };

static enum kind section_kind(const struct xs_section *s)
{
	if (s->flags & ELF_SHF_EXECINSTR)
		return KIND_TEXT;
	return s->flags & ELF_SHF_WRITE ? KIND_DATA : KIND_RODATA;
}

static size_t align_up(size_t len, size_t align)
{
	return (len + align - 1) & ~(align - 1);
}

static bool section_placed(const struct xs_section *s)
{
	return (s->flags & ELF_SHF_ALLOC) && !s->percpu;
}

/* Offsets within each span, in file order. Lengths are at most 2 MiB each: no sum can wrap. */
static int lay_out(struct xs_image *image, struct xs_slots *slots, size_t *len,
		   struct xs_reason *why)
{
	uint64_t total = 0;
	uint32_t i;

	for (i = 1; i < image->section_count; i++) {
		struct xs_section *s = &image->sections[i];
		enum kind kind = section_kind(s);

		if (!section_placed(s))
			continue;
		len[kind] = align_up(len[kind], s->align);
		s->va = len[kind];
		len[kind] += s->len;
		total += s->len + s->align;
		if (total > PLACED_MAX_LEN)
			return xs_refuse(why, XS_ENOSPC,
					 "the sections to place have more than %u bytes; section "
					 "%s is one too many",
					 PLACED_MAX_LEN, s->name);
	}
	len[KIND_TEXT] = align_up(len[KIND_TEXT], XS_PLT_SLOT_LEN);
	slots->plt_va = len[KIND_TEXT];
	len[KIND_TEXT] += (size_t)slots->plt_count * XS_PLT_SLOT_LEN;
	len[KIND_RODATA] = align_up(len[KIND_RODATA], XS_GOT_SLOT_LEN);
	slots->got_va = len[KIND_RODATA];
	len[KIND_RODATA] += (size_t)slots->got_count * XS_GOT_SLOT_LEN;
	return 0;
}

int xs_place(struct xs_payload *payload, struct xs_image *image, struct xs_slots *slots,
	     struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	struct xs_span *spans[KINDS] = {&payload->tables.text, &payload->tables.rodata,
					&payload->tables.data};
	size_t len[KINDS] = {0}, page = core->host->page_size, off = 0;
	uint32_t i;
	int err;

	err = lay_out(image, slots, len, why);
	if (err)
		return err;
	for (i = 0; i < KINDS; i++)
		off += align_up(len[i], page);
	if (!off)
		return xs_refuse(why, XS_EINVAL, "no section is loaded: nothing to place");
	err = core->host->text_reserve(core->ctx, off, &payload->memory);
	if (err)
		return xs_refuse(why, -err,
				 "no %lu bytes of memory within reach of the host's text",
				 (unsigned long)off);
	off = 0;
	for (i = 0; i < KINDS; i++) {
		spans[i]->va = payload->memory.va + off;
		spans[i]->mem = (uint8_t *)payload->memory.mem + off;
		spans[i]->len = align_up(len[i], page);
		off += spans[i]->len;
	}
	for (i = 1; i < image->section_count; i++) {
		struct xs_section *s = &image->sections[i];
		struct xs_span *span = spans[section_kind(s)];

		if (!section_placed(s))
			continue;
		s->mem = (uint8_t *)span->mem + s->va;
		s->va += span->va;
		if (s->bytes && s->len)
			memcpy(s->mem, s->bytes, s->len);
	}
	slots->plt_mem = (uint8_t *)spans[KIND_TEXT]->mem + slots->plt_va;
	slots->plt_va += spans[KIND_TEXT]->va;
	slots->got_mem = (uint8_t *)spans[KIND_RODATA]->mem + slots->got_va;
	slots->got_va += spans[KIND_RODATA]->va;
	return 0;
}

int xs_place_seal(struct xs_payload *payload, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	const struct xs_tables *t = &payload->tables;
	int err = 0;

	if (t->text.len)
		err = core->host->text_seal(core->ctx, &t->text, XS_PROT_RX);
	if (!err && t->rodata.len)
		err = core->host->text_seal(core->ctx, &t->rodata, XS_PROT_RO);
	if (!err && t->data.len)
		err = core->host->text_seal(core->ctx, &t->data, XS_PROT_RW);
	if (err)
		xs_refuse(why, -err, "the payload's memory could not be sealed (error %d)", -err);
	return err;
}

void xs_place_release(struct xs_payload *payload)
{
	const struct xs_core *core = payload->core;

	if (payload->memory.len)
		core->host->text_release(core->ctx, &payload->memory);
	memset(&payload->memory, 0, sizeof(payload->memory));
}

static void *span_mem(const struct xs_span *span, uint64_t va, size_t len)
{
	if (va < span->va || !xs_range_ok(va - span->va, len, span->len))
		return NULL;
	return (uint8_t *)span->mem + (va - span->va);
}

void *xs_payload_mem(const struct xs_payload *payload, uint64_t va, size_t len)
{
	void *mem = span_mem(&payload->tables.text, va, len);

	if (!mem)
		mem = span_mem(&payload->tables.rodata, va, len);
	return mem ? mem : span_mem(&payload->tables.data, va, len);
}

const void *xs_payload_text(const struct xs_payload *payload, uint64_t va, size_t len)
{
	return span_mem(&payload->tables.text, va, len);
}

const char *xs_payload_string(const struct xs_payload *payload, uint64_t va)
{
	const char *text = xs_payload_mem(payload, va, 1);
	uint64_t at = va;

	if (!text)
		return NULL;
	while (text[at - va])
		if (!xs_payload_mem(payload, va, ++at - va + 1))
			return NULL;
	return text;
}
