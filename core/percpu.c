// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"

/* What of a payload goes into the host's reserve; addresses count from its first byte. */
struct piece {
	size_t len;
	size_t align;
	const char *first; /* the section, for messages */
};

static size_t align_up(size_t at, size_t align)
{
	return (at + align - 1) & ~(align - 1);
}

/* Offsets in file order. Lengths are at most 2 MiB each: no sum can wrap. */
static int lay_out(const struct xs_image *image, const struct xs_reserve *reserve,
		   struct piece *piece, struct xs_reason *why)
{
	uint32_t i;

	for (i = 1; i < image->section_count; i++) {
		struct xs_section *s = &image->sections[i];

		if (!s->percpu)
			continue;
		if (s->align > reserve->align)
			return xs_refuse(why, XS_EOPNOTSUPP,
					 "section %s wants alignment %#lx; the host's reserve for "
					 "per-CPU variables has %#lx",
					 s->name, (unsigned long)s->align,
					 (unsigned long)reserve->align);
		if (s->align > piece->align)
			piece->align = s->align;
		piece->len = align_up(piece->len, s->align);
		s->va = piece->len;
		piece->len += s->len;
	}
	return 0;
}

/* The loaded payload that has something of [va, va + len); NULL: it is free. */
static const struct xs_payload *holder(const struct xs_core *core, uint64_t va, size_t len)
{
	const struct xs_payload *p;

	for (p = core->first; p; p = p->next)
		if (va < p->percpu_va + p->percpu_len && p->percpu_va < va + len)
			return p;
	return NULL;
}

static size_t taken(const struct xs_core *core)
{
	const struct xs_payload *p;
	size_t len = 0;

	for (p = core->first; p; p = p->next)
		len += p->percpu_len;
	return len;
}

/* First fit. */
static int find_room(const struct xs_core *core, const struct xs_reserve *reserve,
		     const struct piece *piece, uint64_t *va, struct xs_reason *why)
{
	const struct xs_payload *p;
	size_t at = 0;

	while (xs_range_ok(at, piece->len, reserve->len)) {
		p = holder(core, reserve->va + at, piece->len);
		if (!p) {
			*va = reserve->va + at;
			return 0;
		}
		at = align_up(p->percpu_va + p->percpu_len - reserve->va, piece->align);
	}
	return xs_refuse(why, XS_ENOSPC,
			 "no room for its per-CPU variables (%s): they have %lu bytes; of the "
			 "host's reserve of %lu, loaded payloads hold %lu",
			 piece->first, (unsigned long)piece->len, (unsigned long)reserve->len,
			 (unsigned long)taken(core));
}

static const char *first_section(const struct xs_image *image)
{
	uint32_t i;

	for (i = 1; i < image->section_count; i++)
		if (image->sections[i].percpu)
			return image->sections[i].name;
	return NULL;
}

int xs_percpu_place(struct xs_payload *payload, struct xs_image *image, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	struct piece piece = {.align = 1, .first = first_section(image)};
	struct xs_reserve reserve;
	uint64_t va = 0;
	uint32_t i;
	int err;

	if (!piece.first)
		return 0;
	if (!core->host->percpu_reserve || !core->host->percpu_reserve(core->ctx, &reserve))
		return xs_refuse(why, XS_EOPNOTSUPP,
				 "section %s holds per-CPU variables, for which this host keeps no "
				 "reserve",
				 piece.first);
	err = lay_out(image, &reserve, &piece, why);
	if (!err)
		err = find_room(core, &reserve, &piece, &va, why);
	if (err)
		return err;
	for (i = 1; i < image->section_count; i++)
		if (image->sections[i].percpu)
			image->sections[i].va += va;
	payload->percpu_va = va;
	payload->percpu_len = piece.len;
	return xs_percpu_clear(payload, why);
}

int xs_percpu_clear(const struct xs_payload *payload, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	int err;

	if (!payload->percpu_len)
		return 0;
	err = core->host->percpu_clear(core->ctx, payload->percpu_va, payload->percpu_len);
	if (err)
		xs_refuse(why, -err,
			  "its per-CPU variables could not be zeroed, as CPUs come or go; try "
			  "again");
	return err;
}
