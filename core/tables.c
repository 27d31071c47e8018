// SPDX-License-Identifier: BSD-2-Clause
#include "arch.h"
#include "payload.h"

/* An address that a bug frame or an alternative call may point at outside of the payload. */
static bool in_image(const struct xs_core *core, uint64_t va, size_t len, bool code)
{
	enum xs_range range = core->host->text_range(core->ctx, va, len);

	if (code)
		return range == XS_RANGE_TEXT || range == XS_RANGE_ENTRY;
	return range == XS_RANGE_TEXT || range == XS_RANGE_RODATA || range == XS_RANGE_DATA;
}

static struct xs_table table_of(const struct xs_image *image, uint32_t idx)
{
	struct xs_table t = {0};

	if (idx) {
		t.va = image->sections[idx].va;
		t.mem = image->sections[idx].mem;
		t.len = image->sections[idx].len;
	}
	return t;
}

static int table_whole(const struct xs_table *t, size_t entry, const char *name,
		       struct xs_reason *why)
{
	if (t->len % entry)
		return xs_refuse(why, XS_EINVAL, "section %s has %lu bytes, no multiple of %lu",
				 name, (unsigned long)t->len, (unsigned long)entry);
	return 0;
}

/* A table speaks of the payload's text; a body in place runs elsewhere, where no table would find it. */
static int inplace_refuse(const struct xs_payload *payload, uint64_t va, const char *what,
			  struct xs_reason *why)
{
	const struct xs_patch *patch = xs_funcs_inplace(payload, va);

	if (!patch)
		return 0;
	return xs_refuse(
		why, XS_EINVAL,
		"%s is patched in place, but its new body has %s at +%#lx; build it with a jump",
		patch->name, what, (unsigned long)(va - patch->new_va));
}

/* Decodes every frame again, as the fault handler will: it must speak of this payload. */
static int bug_frames_prove(const struct xs_payload *payload, const struct xs_table *t,
			    unsigned int kind, struct xs_reason *why)
{
	size_t off, len = xs_arch_bug_len(kind);
	int err = table_whole(t, len, "of bug frames", why);

	for (off = 0; !err && off < t->len; off += len) {
		struct xs_bug bug = xs_arch_bug_decode((uint8_t *)t->mem + off, t->va + off, kind);
		const uint8_t *code = xs_payload_text(payload, bug.loc, XS_BUG_TRAP_LEN);

		if (!code || !xs_arch_bug_traps(code))
			return xs_refuse(why, XS_EINVAL,
					 "bug frame %lu of kind %u speaks of %#lx, where no trap "
					 "of this payload is",
					 (unsigned long)(off / len), kind, (unsigned long)bug.loc);
		err = inplace_refuse(payload, bug.loc, "a bug frame", why);
		if (err)
			return err;
		if (kind == 0 && !xs_payload_text(payload, bug.ptr, 1) &&
		    !in_image(payload->core, bug.ptr, 1, true))
			return xs_refuse(why, XS_EINVAL,
					 "bug frame %lu of kind 0 runs %#lx, which is no code",
					 (unsigned long)(off / len), (unsigned long)bug.ptr);
		if (kind && !xs_payload_string(payload, bug.ptr) &&
		    !in_image(payload->core, bug.ptr, 1, false))
			return xs_refuse(why, XS_EINVAL,
					 "bug frame %lu of kind %u has its file name at %#lx, "
					 "which is no string",
					 (unsigned long)(off / len), kind, (unsigned long)bug.ptr);
		if (bug.msg && !xs_payload_string(payload, bug.msg) &&
		    !in_image(payload->core, bug.msg, 1, false))
			return xs_refuse(why, XS_EINVAL,
					 "bug frame %lu of kind %u has its message at %#lx, which "
					 "is no string",
					 (unsigned long)(off / len), kind, (unsigned long)bug.msg);
	}
	return err;
}

static int ex_table_prove(const struct xs_payload *payload, const struct xs_table *t,
			  struct xs_reason *why)
{
	int err = table_whole(t, XS_EX_ENTRY_LEN, XS_SEC_EX_TABLE, why);
	uint64_t fault, fixup;
	size_t off;

	for (off = 0; !err && off < t->len; off += XS_EX_ENTRY_LEN) {
		xs_arch_ex_decode((uint8_t *)t->mem + off, t->va + off, &fault, &fixup);
		if (!xs_payload_text(payload, fault, 1) || !xs_payload_text(payload, fixup, 1))
			return xs_refuse(why, XS_EINVAL,
					 "exception entry %lu (%#lx continues at %#lx) leaves the "
					 "payload's text",
					 (unsigned long)(off / XS_EX_ENTRY_LEN),
					 (unsigned long)fault, (unsigned long)fixup);
	}
	return err;
}

static int alternatives_prove(const struct xs_payload *payload, const struct xs_table *t,
			      struct xs_reason *why)
{
	int err = table_whole(t, XS_ALTERNATIVE_LEN, XS_SEC_ALTERNATIVES, why);
	size_t off;

	for (off = 0; !err && off < t->len; off += XS_ALTERNATIVE_LEN) {
		const uint8_t *entry = (uint8_t *)t->mem + off;
		const uint8_t *orig, *repl;
		struct xs_alternative alt;

		err = xs_arch_alternative_decode(entry, t->va + off, &alt, why);
		if (err)
			return err;
		orig = xs_payload_text(payload, alt.orig, alt.orig_len);
		repl = xs_payload_mem(payload, alt.repl, alt.repl_len);
		if (!orig || (alt.repl_len && !repl))
			return xs_refuse(
				why, XS_EINVAL,
				"alternative %lu (%#lx, replaced by %#lx) leaves the payload",
				(unsigned long)(off / XS_ALTERNATIVE_LEN), (unsigned long)alt.orig,
				(unsigned long)alt.repl);
		err = inplace_refuse(payload, alt.orig, "an alternative", why);
		if (err)
			return err;
		if (!alt.repl_len)
			continue;
		err = xs_arch_alternative_call(entry, orig, repl, &alt, why);
		if (!err && alt.pointer && !xs_payload_mem(payload, alt.pointer, 8) &&
		    !in_image(payload->core, alt.pointer, 8, false))
			err = xs_refuse(why, XS_EINVAL,
					"alternative call at %#lx reads its target at %#lx, which "
					"is no data of the host",
					(unsigned long)alt.orig, (unsigned long)alt.pointer);
	}
	return err;
}

int xs_tables_prepare(struct xs_payload *payload, const struct xs_image *image,
		      struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	struct xs_table alternatives = table_of(image, image->alternatives);
	struct xs_tables *tables = &payload->tables;
	unsigned int kind;
	int err;

	tables->name = payload->name;
	for (kind = 0; kind < 4; kind++) {
		tables->bug_frames[kind] = table_of(image, image->bug_frames[kind]);
		err = bug_frames_prove(payload, &tables->bug_frames[kind], kind, why);
		if (err)
			return err;
	}
	tables->ex_table = table_of(image, image->ex_table);
	err = ex_table_prove(payload, &tables->ex_table, why);
	if (err)
		return err;
	if (tables->ex_table.len)
		xs_arch_ex_sort(tables->ex_table.mem, tables->ex_table.va, tables->ex_table.len);
	err = alternatives_prove(payload, &alternatives, why);
	if (err || !alternatives.len)
		return err;
	if (!core->host->alternatives)
		return xs_refuse(why, XS_EOPNOTSUPP,
				 "section %s: this host has no alternative instructions",
				 XS_SEC_ALTERNATIVES);
	err = core->host->alternatives(core->ctx, tables, &alternatives);
	if (err)
		return xs_refuse(why, -err,
				 "the host could not apply the alternatives of %s (error %d)",
				 XS_SEC_ALTERNATIVES, -err);
	return 0;
}
