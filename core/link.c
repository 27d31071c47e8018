// SPDX-License-Identifier: BSD-2-Clause
#include "arch.h"
#include "payload.h"

/* ---- what the payload does not hold itself ---------------------------------------------------- */

static int provider_record(struct xs_payload *payload, struct xs_payload *provider,
			   struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	struct xs_payload **grown;
	unsigned int i;

	for (i = 0; i < payload->provider_count; i++)
		if (payload->providers[i] == provider)
			return 0;
	grown = core->host->alloc(core->ctx, (payload->provider_count + 1) * sizeof(*grown));
	if (!grown)
		return xs_refuse(why, XS_ENOMEM, "no memory to record the use of payload %s",
				 provider->name);
	if (payload->provider_count)
		memcpy(grown, payload->providers, payload->provider_count * sizeof(*grown));
	core->host->free(core->ctx, payload->providers);
	grown[payload->provider_count++] = provider;
	payload->providers = grown;
	provider->users++;
	return 0;
}

/*
 * Among several loaded payloads that have the symbol, the one this payload depends on is meant;
 * otherwise it must be the only one.
 */
static int payloads_lookup(struct xs_payload *payload, struct xs_image *image, const char *name,
			   uint64_t *va, struct xs_reason *why)
{
	struct xs_payload *p, *found = NULL;
	uint64_t at, found_at = 0;

	for (p = payload->core->first; p; p = p->next) {
		if (!xs_symbols_global(p, name, &at))
			continue;
		if (xs_build_id_equal(&p->build_id, &image->depends)) {
			found = p;
			found_at = at;
			break;
		}
		if (found)
			return xs_refuse(why, XS_ENOTUNIQ,
					 "symbol %s is in payloads %s and %s, and this payload "
					 "depends on neither",
					 name, found->name, p->name);
		found = p;
		found_at = at;
	}
	if (!found)
		return -XS_ENOENT;
	*va = found_at;
	return provider_record(payload, found, why);
}

static int tls_resolve(const struct xs_core *core, struct xs_symbol *symbol, struct xs_reason *why)
{
	bool named = symbol->section == ELF_SHN_UNDEF;
	int64_t off = 0;
	int err = -XS_EOPNOTSUPP;

	if (core->host->tls_offset)
		err = core->host->tls_offset(core->ctx, named ? symbol->name : NULL, symbol->value,
					     &off);
	if (err)
		return xs_refuse(why, -err,
				 "thread-local symbol %s has no fixed place in this host",
				 symbol->name);
	symbol->va = (uint64_t)off;
	return 0;
}

static int undefined_resolve(struct xs_payload *payload, struct xs_image *image,
			     struct xs_symbol *symbol, bool *far, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	int err;

	err = core->host->symbol_by_name(core->ctx, symbol->name, &symbol->va);
	if (!err) {
		*far = core->host->text_range(core->ctx, symbol->va, 1) == XS_RANGE_NONE;
		return 0;
	}
	if (err == -XS_ENOTUNIQ)
		return xs_refuse(
			why, XS_ENOTUNIQ,
			"symbol %s is in the host more than once; name its file as file.c#%s",
			symbol->name, symbol->name);
	if (err != -XS_ENOENT)
		return xs_refuse(why, -err, "the host could not look up symbol %s", symbol->name);
	err = payloads_lookup(payload, image, symbol->name, &symbol->va, why);
	if (err != -XS_ENOENT)
		return err;
	if (symbol->bind == ELF_STB_WEAK) {
		symbol->va = 0;
		return 0;
	}
	return xs_refuse(why, XS_ENOENT,
			 "symbol %s is neither in the host nor in a loaded payload; upload its "
			 "provider first, or rebuild against this host",
			 symbol->name);
}

/* Marks which symbols relocations want, and what for: slot numbers are handed out in symbol order. */
static void wants_mark(struct xs_image *image, uint8_t *wants)
{
	uint32_t i, n, count;

	for (i = 1; i < image->section_count; i++) {
		count = xs_image_reloc_count(image, i);
		for (n = 0; n < count; n++) {
			struct xs_reloc r = xs_image_reloc(image, i, n);

			wants[r.symbol] |= xs_arch_reloc_wants(r.type) | 0x80;
		}
	}
}

int xs_link_resolve(struct xs_payload *payload, struct xs_image *image, struct xs_slots *slots,
		    struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	uint8_t *wants;
	uint32_t i;
	int err = 0;

	wants = core->host->alloc(core->ctx, image->symbol_count);
	if (!wants)
		return xs_refuse(why, XS_ENOMEM, "no memory to link %u symbols",
				 image->symbol_count);
	wants_mark(image, wants);
	for (i = 1; i < image->symbol_count && !err; i++) {
		struct xs_symbol *s = &image->symbols[i];
		bool far = false;

		if (s->type == ELF_STT_FILE || xs_symbol_defined(image, s))
			/* its own, or nobody's */;
		else if (!wants[i])
			continue;
		else if (s->type == ELF_STT_TLS || (wants[i] & XS_RELOC_IS_TLS))
			err = tls_resolve(core, s, why);
		else if (s->section == ELF_SHN_UNDEF)
			err = undefined_resolve(payload, image, s, &far, why);
		else if (s->section == ELF_SHN_ABS)
			s->va = s->value;
		else if (s->section == XS_SHN_IMAGE)
			s->va = s->value +
				(core->host->image_base ? core->host->image_base(core->ctx) : 0);
		else
			err = xs_refuse(why, XS_EINVAL,
					"symbol %s is in section %s, which is not loaded", s->name,
					image->sections[s->section].name);
		if (!err && (wants[i] & XS_RELOC_WANTS_PLT) && far)
			s->plt = ++slots->plt_count;
		if (!err && ((wants[i] & XS_RELOC_WANTS_GOT) || s->plt))
			s->got = ++slots->got_count;
	}
	core->host->free(core->ctx, wants);
	return err;
}

/* ---- own addresses, slots, relocations -------------------------------------------------------- */

static int slots_fill(struct xs_image *image, const struct xs_slots *slots, struct xs_reason *why)
{
	uint32_t i;
	int err = 0;

	for (i = 1; i < image->symbol_count && !err; i++) {
		const struct xs_symbol *s = &image->symbols[i];
		uint64_t got_off = (uint64_t)(s->got - 1) * XS_GOT_SLOT_LEN;
		uint64_t plt_off = (uint64_t)(s->plt - 1) * XS_PLT_SLOT_LEN;

		if (s->got)
			memcpy(slots->got_mem + got_off, &s->va, XS_GOT_SLOT_LEN);
		if (s->plt)
			err = xs_arch_plt_write(slots->plt_mem + plt_off, slots->plt_va + plt_off,
						slots->got_va + got_off, why);
	}
	return err;
}

/* The length of a bug frame if @section holds some, else 0. */
static size_t bug_frame_len(const struct xs_image *image, uint32_t section)
{
	unsigned int kind;

	for (kind = 0; kind < 4; kind++)
		if (section && section == image->bug_frames[kind])
			return xs_arch_bug_len(kind);
	return 0;
}

/*
 * Where the bytes at @va will run: the body of an in-place patch runs where the old function is, and
 * what it refers to by distance must be counted from there.
 */
static uint64_t runs_at(const struct xs_payload *payload, uint64_t va)
{
	const struct xs_patch *patch = xs_funcs_inplace(payload, va);

	return patch ? va - patch->new_va + patch->old_va : va;
}

static int section_relocate(const struct xs_payload *payload, const struct xs_image *image,
			    uint32_t idx, const struct xs_slots *slots, struct xs_reason *why)
{
	uint32_t target_idx = image->sections[idx].info;
	const struct xs_section *target = &image->sections[target_idx];
	uint32_t n, count = xs_image_reloc_count(image, idx);
	size_t frame = bug_frame_len(image, target_idx);
	struct xs_reason inner;
	int err;

	for (n = 0; n < count; n++) {
		struct xs_reloc r = xs_image_reloc(image, idx, n);
		const struct xs_symbol *s = &image->symbols[r.symbol];
		struct xs_fixup f = {
			.type = r.type,
			.place = runs_at(payload, target->va + r.off),
			.mem = target->mem + r.off,
			.symbol = s->va,
			.addend = r.addend,
			.got = s->got ? slots->got_va + (uint64_t)(s->got - 1) * XS_GOT_SLOT_LEN
				      : 0,
			.plt = s->plt ? slots->plt_va + (uint64_t)(s->plt - 1) * XS_PLT_SLOT_LEN
				      : 0,
			.name = s->name,
			.bug_frame = frame && r.off % frame < XS_BUG_DISP_LEN,
		};

		if (s->type == ELF_STT_SECTION && s->section < image->section_count)
			f.name = image->sections[s->section].name;
		err = xs_arch_reloc_apply(&f, &inner);
		if (err)
			return xs_refuse(why, -err, "%s+%#lx: %s", target->name,
					 (unsigned long)r.off, inner.text);
	}
	return 0;
}

/* Every relocation of the function records, or (@records false) every other one. */
static int sections_relocate(const struct xs_payload *payload, const struct xs_image *image,
			     const struct xs_slots *slots, bool records, struct xs_reason *why)
{
	uint32_t i;
	int err = 0;

	for (i = 1; i < image->section_count && !err; i++) {
		bool of_records = image->funcs && image->sections[i].info == image->funcs;

		if (xs_image_reloc_count(image, i) && of_records == records)
			err = section_relocate(payload, image, i, slots, why);
	}
	return err;
}

int xs_link_records(struct xs_payload *payload, struct xs_image *image,
		    const struct xs_slots *slots, struct xs_reason *why)
{
	uint32_t i;
	int err;

	for (i = 1; i < image->symbol_count; i++)
		if (xs_symbol_defined(image, &image->symbols[i]))
			image->symbols[i].va = image->sections[image->symbols[i].section].va +
					       image->symbols[i].value;
	err = slots_fill(image, slots, why);
	return err ? err : sections_relocate(payload, image, slots, true, why);
}

int xs_link_rest(const struct xs_payload *payload, const struct xs_image *image,
		 const struct xs_slots *slots, struct xs_reason *why)
{
	return sections_relocate(payload, image, slots, false, why);
}
