// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"

static const char *kept_name(const struct xs_payload *payload, const struct xs_symbol *symbol)
{
	unsigned int i;

	for (i = 0; i < payload->symbol_count; i++) {
		const struct xs_kept *kept = &payload->symbols[i];

		if (kept->va == symbol->va && !strcmp(payload->strings + kept->name, symbol->name))
			return payload->strings + kept->name;
	}
	return NULL;
}

/* The name of the function with that symbol; NULL if the payload has no such function. */
static const char *function_of(const struct xs_payload *payload, const struct xs_image *image,
			       uint32_t idx)
{
	const struct xs_symbol *symbol;

	if (idx >= image->symbol_count)
		return NULL;
	symbol = &image->symbols[idx];
	if (!xs_symbol_defined(image, symbol) || !xs_payload_text(payload, symbol->va, 1))
		return NULL;
	return kept_name(payload, symbol);
}

int xs_pointers_read(struct xs_payload *payload, const struct xs_image *image,
		     struct xs_reason *why)
{
	const struct xs_section *s = &image->sections[image->pointers];
	uint32_t i, idx;

	if (!image->pointers)
		return 0;
	if (!s->bytes || s->len % sizeof(idx) || s->link != image->symtab)
		return xs_refuse(why, XS_EINVAL,
				 "section %s: malformed list of stored pointers (%lu bytes, for "
				 "symbol table %u)",
				 s->name, (unsigned long)s->len, s->link);
	for (i = 0; i < s->len / sizeof(idx); i++) {
		const char *name;

		memcpy(&idx, s->bytes + i * sizeof(idx), sizeof(idx));
		name = function_of(payload, image, idx);
		if (!name)
			return xs_refuse(
				why, XS_EINVAL,
				"section %s: entry %u, symbol %u, is no function of the payload",
				s->name, i, idx);
		if (!payload->pointed)
			payload->pointed = name;
		payload->pointed_count++;
	}
	return 0;
}

int xs_pointers_unload(const struct xs_payload *payload, struct xs_reason *why)
{
	if (!payload->pointed || !payload->ran || xs_has_hook(payload, XS_HOOK_UNLOAD))
		return 0;
	return xs_refuse(why, XS_EBUSY,
			 "the host may still hold the address of its function %s%s, and it has no "
			 "unload hook to take it back; it stays loaded",
			 payload->pointed, payload->pointed_count > 1 ? " and of others" : "");
}
