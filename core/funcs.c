// SPDX-License-Identifier: BSD-2-Clause
#include "arch.h"
#include "payload.h"

/* ---- one record ------------------------------------------------------------------------------- */

static int name_read(struct xs_payload *payload, struct xs_patch *patch, const struct xs_func *func,
		     unsigned int idx, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	char buf[XS_NAME_SIZE];
	uint64_t start, size;
	const char *name;

	if (func->name) {
		patch->name = xs_payload_string(payload, func->name);
		if (!patch->name)
			return xs_refuse(why, XS_EINVAL,
					 "function record %u has its name at %#lx, which is no "
					 "string of the payload",
					 idx, (unsigned long)func->name);
		return 0;
	}
	if (!func->old_addr)
		return xs_refuse(why, XS_EINVAL,
				 "function record %u has neither a name nor an address", idx);
	name = core->host->symbol_by_addr(core->ctx, func->old_addr, &start, &size, buf);
	if (!name)
		name = "(no name)";
	memcpy(patch->name_buf, name,
	       strlen(name) < sizeof(patch->name_buf) ? strlen(name) : sizeof(patch->name_buf) - 1);
	patch->name = patch->name_buf;
	return 0;
}

static int address_find(struct xs_payload *payload, struct xs_patch *patch, struct xs_func *func,
			struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	struct xs_payload *p;
	int err;

	patch->old_va = func->old_addr;
	if (patch->old_va)
		return 0;
	err = core->host->symbol_by_name(core->ctx, patch->name, &patch->old_va);
	for (p = core->first; err == -XS_ENOENT && p; p = p->next)
		if (xs_symbols_global(p, patch->name, &patch->old_va))
			err = 0;
	if (err)
		return xs_refuse(why, -err, "function %s is %s", patch->name,
				 err == -XS_ENOTUNIQ
					 ? "in the host more than once; give its address"
					 : "neither in the host nor in a loaded payload");
	func->old_addr = patch->old_va;
	return 0;
}

static int record_prove(const struct xs_func *func, const struct xs_patch *patch,
			struct xs_reason *why)
{
	unsigned int i;

	if (func->version != XS_FUNC_VERSION && func->version != XS_FUNC_VERSION_XSPLICE)
		return xs_refuse(why, XS_EOPNOTSUPP,
				 "function %s has record version %u; known are %u and %u",
				 patch->name, func->version, XS_FUNC_VERSION,
				 XS_FUNC_VERSION_XSPLICE);
	if (!func->old_size)
		return xs_refuse(why, XS_EINVAL, "function %s has old size 0", patch->name);
	if (!func->new_size)
		return xs_refuse(why, XS_EINVAL, "function %s has new size 0", patch->name);
	if (func->expect & ~0x3fu)
		return xs_refuse(why, XS_EINVAL, "function %s has unknown expectation bits %#x",
				 patch->name, func->expect);
	for (i = 0; i < sizeof(func->opaque); i++)
		if (func->opaque[i])
			return xs_refuse(why, XS_EINVAL,
					 "function %s has bytes in its record's reserved part",
					 patch->name);
	if (func->new_addr || func->new_size <= func->old_size)
		return 0;
	return xs_refuse(why, XS_EINVAL, "function %s: %u bytes of no-operations over %u bytes",
			 patch->name, func->new_size, func->old_size);
}

/* The record's own expectation: plain bytes, every bit compared. */
static int expect_read(struct xs_payload *payload, struct xs_patch *patch,
		       const struct xs_func *func, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	uint32_t len = XS_EXPECT_LEN(func->expect);

	if (!(func->expect & XS_EXPECT_ENABLED))
		return 0;
	if (!len || len > patch->old_len)
		return xs_refuse(why, XS_EINVAL, "function %s of %u bytes expects %u bytes",
				 patch->name, patch->old_len, len);
	patch->expect = core->host->alloc(core->ctx, 2 * len);
	if (!patch->expect)
		return xs_refuse(why, XS_ENOMEM, "no memory for the expectation of %s",
				 patch->name);
	patch->expect_len = len;
	memcpy(patch->expect, func->expect_data, len);
	memset(patch->expect + len, 0xff, len);
	return 0;
}

static int func_read(struct xs_payload *payload, unsigned int idx, struct xs_reason *why)
{
	struct xs_patch *patch = &payload->patches[idx];
	struct xs_func *func = &payload->funcs[idx];
	int err;

	if ((err = name_read(payload, patch, func, idx, why)) ||
	    (err = record_prove(func, patch, why)) ||
	    (err = address_find(payload, patch, func, why)))
		return err;
	patch->new_va = func->new_addr;
	patch->old_len = func->old_size;
	patch->new_len = func->new_size;
	return expect_read(payload, patch, func, why);
}

/* ---- the extension's records ------------------------------------------------------------------ */

static int record_apply(struct xs_payload *payload, const struct xs_patch_record *record,
			const struct xs_section *expect, unsigned int idx, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	struct xs_patch *patch;
	uint8_t *bytes;

	if (record->func_idx >= payload->patch_count)
		return xs_refuse(why, XS_EINVAL, "patch record %u speaks of function %u of %u", idx,
				 record->func_idx, payload->patch_count);
	patch = &payload->patches[record->func_idx];
	if (record->kind > XS_PATCH_INPLACE_RODATA)
		return xs_refuse(why, XS_EOPNOTSUPP, "function %s has unknown patch kind %u",
				 patch->name, record->kind);
	if (record->kind != XS_PATCH_TRAMPOLINE && !patch->new_va)
		return xs_refuse(why, XS_EINVAL,
				 "function %s is to be patched in place, but has no body",
				 patch->name);
	patch->kind = record->kind;
	if (!record->expect_len)
		return 0;
	if (record->expect_len > patch->old_len || record->expect_len > XS_PAYLOAD_MAX_LEN ||
	    !xs_range_ok(record->expect_off, 2 * (uint64_t)record->expect_len,
			 expect ? expect->len : 0))
		return xs_refuse(
			why, XS_EINVAL,
			"function %s expects %u bytes at %#x, outside of what the payload has",
			patch->name, record->expect_len, record->expect_off);
	bytes = core->host->alloc(core->ctx, 2 * (size_t)record->expect_len);
	if (!bytes)
		return xs_refuse(why, XS_ENOMEM, "no memory for the expectation of %s",
				 patch->name);
	memcpy(bytes, expect->bytes + record->expect_off, 2 * (size_t)record->expect_len);
	core->host->free(core->ctx, patch->expect);
	patch->expect = bytes;
	patch->expect_len = record->expect_len;
	return 0;
}

static int records_read(struct xs_payload *payload, const struct xs_image *image,
			struct xs_reason *why)
{
	const struct xs_section *s = &image->sections[image->patches], *expect = NULL;
	struct xs_patch_record record;
	uint32_t i, j, count = image->patches ? s->len / sizeof(record) : 0;
	int err;

	if (!image->patches) {
		for (i = 0; i < payload->patch_count; i++)
			if (payload->funcs[i].version == XS_FUNC_VERSION_XSPLICE)
				return xs_refuse(
					why, XS_EINVAL,
					"function %s needs patch records, and the payload has none",
					payload->patches[i].name);
		return 0;
	}
	if (!s->bytes || s->len % sizeof(record) || s->info != image->funcs)
		return xs_refuse(why, XS_EINVAL, "section %s: malformed patch records", s->name);
	if (s->link && s->link < image->section_count &&
	    image->sections[s->link].type == XS_SHT_EXPECT)
		expect = &image->sections[s->link];
	else if (s->link)
		return xs_refuse(why, XS_EINVAL, "section %s: section %u holds no expectations",
				 s->name, s->link);
	for (i = 0; i < count; i++) {
		memcpy(&record, s->bytes + i * sizeof(record), sizeof(record));
		for (j = 0; j < i; j++) {
			struct xs_patch_record other;

			memcpy(&other, s->bytes + j * sizeof(other), sizeof(other));
			if (other.func_idx == record.func_idx)
				return xs_refuse(
					why, XS_EINVAL,
					"patch records %u and %u speak of the same function", j, i);
		}
		err = record_apply(payload, &record, expect, i, why);
		if (err)
			return err;
	}
	return 0;
}

/* ---- all -------------------------------------------------------------------------------------- */

static int overlaps_refuse(const struct xs_payload *payload, struct xs_reason *why)
{
	unsigned int i, j;

	for (i = 0; i < payload->patch_count; i++)
		for (j = 0; j < i; j++) {
			const struct xs_patch *a = &payload->patches[i], *b = &payload->patches[j];

			if (a->write_va < b->write_va + b->write_len &&
			    b->write_va < a->write_va + a->write_len)
				return xs_refuse(
					why, XS_EINVAL,
					"functions %s and %s of this payload overlap at %#lx",
					b->name, a->name, (unsigned long)a->write_va);
		}
	return 0;
}

int xs_funcs_read(struct xs_payload *payload, const struct xs_image *image, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	const struct xs_section *s = &image->sections[image->funcs];
	unsigned int i;
	int err;

	if (!image->funcs)
		return records_read(payload, image, why);
	if (s->len % sizeof(struct xs_func) || s->va % 8)
		return xs_refuse(
			why, XS_EINVAL,
			"section %s has %lu bytes aligned to %#lx; records have %lu, aligned to 8",
			XS_SEC_FUNCS, (unsigned long)s->len, (unsigned long)s->align,
			(unsigned long)sizeof(struct xs_func));
	payload->patch_count = s->len / sizeof(struct xs_func);
	payload->funcs = (struct xs_func *)s->mem;
	payload->patches =
		core->host->alloc(core->ctx, payload->patch_count * sizeof(*payload->patches));
	if (!payload->patches)
		return xs_refuse(why, XS_ENOMEM, "no memory for %u functions",
				 payload->patch_count);
	for (i = 0; i < payload->patch_count; i++) {
		err = func_read(payload, i, why);
		if (err)
			return err;
	}
	err = records_read(payload, image, why);
	for (i = 0; i < payload->patch_count && !err; i++) {
		struct xs_patch *patch = &payload->patches[i];

		err = xs_verify_patch(payload, patch, why);
		if (err)
			return err;
		patch->saved = core->host->alloc(core->ctx, patch->write_len);
		if (!patch->saved)
			err = xs_refuse(why, XS_ENOMEM, "no memory to keep what stands at %s",
					patch->name);
	}
	return err ? err : overlaps_refuse(payload, why);
}

void xs_funcs_free(struct xs_payload *payload)
{
	const struct xs_core *core = payload->core;
	unsigned int i;

	for (i = 0; payload->patches && i < payload->patch_count; i++) {
		core->host->free(core->ctx, payload->patches[i].expect);
		core->host->free(core->ctx, payload->patches[i].saved);
	}
	core->host->free(core->ctx, payload->patches);
	payload->patches = NULL;
	payload->patch_count = 0;
}

const struct xs_patch *xs_funcs_inplace(const struct xs_payload *payload, uint64_t va)
{
	unsigned int i;

	for (i = 0; i < payload->patch_count; i++) {
		const struct xs_patch *patch = &payload->patches[i];

		if (patch->kind == XS_PATCH_INPLACE_TEXT && va >= patch->new_va &&
		    va - patch->new_va < patch->new_len)
			return patch;
	}
	return NULL;
}

struct xs_func *xs_payload_funcs(struct xs_payload *payload, unsigned int *count)
{
	*count = payload->patch_count;
	return payload->funcs;
}

bool xs_func_live(const struct xs_payload *payload, unsigned int idx)
{
	return idx < payload->patch_count && payload->patches[idx].live;
}
