// SPDX-License-Identifier: BSD-2-Clause
/*
 * Alternative calls through pointers that the host gave up after boot. Boot made each of its own such calls a
 * direct one, so the calls that are left tell what the pointer was: it is put into a slot of the payload, where
 * the payload's own calls, alternatives still, find it.
 */
#include "arch.h"
#include "payload.h"

#define SLOT_LEN 8u

/* Where the slot is to be written: eight bytes of the payload's own data that nobody gave a meaning yet. */
static uint64_t *slot_of(const struct xs_payload *payload, const struct xs_image *image,
			 uint32_t idx)
{
	const struct xs_symbol *symbol;
	const struct xs_section *s;
	uint64_t *slot;

	if (idx >= image->symbol_count)
		return NULL;
	symbol = &image->symbols[idx];
	if (!xs_symbol_defined(image, symbol))
		return NULL;
	s = &image->sections[symbol->section];
	if ((s->flags & ELF_SHF_EXECINSTR) || s->percpu || symbol->va % SLOT_LEN ||
	    !xs_range_ok(symbol->value, SLOT_LEN, s->len))
		return NULL;
	slot = xs_payload_mem(payload, symbol->va, SLOT_LEN);
	return slot && !*slot ? slot : NULL;
}

/* What stands there may be a payload's jump. */
static const struct xs_payload *writer_of(const struct xs_core *core, uint64_t va, size_t len)
{
	const struct xs_payload *p;
	unsigned int i;

	for (p = core->first; p; p = p->next)
		for (i = 0; i < p->patch_count; i++)
			if (p->patches[i].live &&
			    va < p->patches[i].write_va + p->patches[i].write_len &&
			    p->patches[i].write_va < va + len)
				return p;
	return NULL;
}

/* The function that a call to @to means: Xen's own ones go past its landing pad. */
static uint64_t function_at(const struct xs_core *core, uint64_t to)
{
	const uint8_t *pad = core->host->text_read(core->ctx, to - XS_ENDBR_LEN, XS_ENDBR_LEN);

	return pad && xs_arch_is_endbr(pad) ? to - XS_ENDBR_LEN : to;
}

static bool is_text(const struct xs_core *core, uint64_t va, size_t len)
{
	return core->host->text_range(core->ctx, va, len) == XS_RANGE_TEXT;
}

/* What the pointer was through which the host's call at @site was made; 0: none was ever set. */
static int target_of(const struct xs_core *core, uint64_t site, uint64_t *out,
		     struct xs_reason *why)
{
	const uint8_t *code = is_text(core, site, XS_CALL_LEN)
				      ? core->host->text_read(core->ctx, site, XS_CALL_LEN)
				      : NULL;
	const struct xs_payload *writer = writer_of(core, site, XS_CALL_LEN);
	uint64_t to = 0;

	if (!code)
		return xs_refuse(why, XS_EINVAL, "the call at %#lx is not in the host's code",
				 (unsigned long)site);
	if (writer)
		return xs_refuse(why, XS_EBUSY, "the call at %#lx was overwritten by %s",
				 (unsigned long)site, writer->name);
	switch (xs_arch_call_read(code, site, &to)) {
	case XS_CALL_DIRECT:
		if (!is_text(core, to, 1))
			return xs_refuse(why, XS_EINVAL,
					 "the call at %#lx leads to %#lx, which is no code of the "
					 "host",
					 (unsigned long)site, (unsigned long)to);
		*out = function_at(core, to);
		return 0;
	case XS_CALL_NULL:
		return 0;
	case XS_CALL_POINTER:
		if (core->host->as_linked)
			return 0;
		/* fallthrough */
	default:
		return xs_refuse(why, XS_EINVAL,
				 "at %#lx is no call that boot made a direct one (%02x %02x %02x "
				 "%02x %02x %02x)",
				 (unsigned long)site, code[0], code[1], code[2], code[3], code[4],
				 code[5]);
	}
}

int xs_calls_link(struct xs_payload *payload, const struct xs_image *image, struct xs_reason *why)
{
	const struct xs_section *s = &image->sections[image->calls];
	struct xs_call_record record;
	uint32_t i;

	if (!image->calls)
		return 0;
	if (!s->bytes || s->len % sizeof(record) || s->link != image->symtab)
		return xs_refuse(why, XS_EINVAL,
				 "section %s: malformed list of calls (%lu bytes, for symbol table "
				 "%u)",
				 s->name, (unsigned long)s->len, s->link);
	for (i = 0; i < s->len / sizeof(record); i++) {
		uint64_t *slot, to = 0;
		int err;

		memcpy(&record, s->bytes + i * sizeof(record), sizeof(record));
		slot = record.zero ? NULL : slot_of(payload, image, record.slot);
		if (!slot)
			return xs_refuse(why, XS_EINVAL,
					 "section %s: entry %u, symbol %u, is no empty slot for a "
					 "pointer in the payload's data",
					 s->name, i, record.slot);
		err = target_of(payload->core, record.site, &to, why);
		if (err)
			return err;
		*slot = to;
	}
	return 0;
}
