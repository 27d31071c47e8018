// SPDX-License-Identifier: BSD-2-Clause
#include "arch.h"
#include "payload.h"

#include <xsplice/forbidden.h>

/* ---- where a patch may go --------------------------------------------------------------------- */

/* Code of another payload can be patched by one that stands on it. */
static struct xs_payload *payload_with_text(const struct xs_core *core, uint64_t va, size_t len)
{
	struct xs_payload *p;

	for (p = core->first; p; p = p->next)
		if (xs_payload_text(p, va, len))
			return p;
	return NULL;
}

static int range_prove(const struct xs_payload *payload, const struct xs_patch *patch,
		       struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	bool rodata = patch->kind == XS_PATCH_INPLACE_RODATA;
	unsigned long va = patch->old_va;
	const struct xs_payload *other;

	switch (core->host->text_range(core->ctx, patch->old_va, patch->old_len)) {
	case XS_RANGE_TEXT:
		if (!rodata)
			return 0;
		return xs_refuse(why, XS_EINVAL, "%s at %#lx is code, not read-only data",
				 patch->name, va);
	case XS_RANGE_RODATA:
		if (rodata)
			return 0;
		return xs_refuse(why, XS_EINVAL, "%s at %#lx is read-only data, not code",
				 patch->name, va);
	case XS_RANGE_DATA:
		return xs_refuse(
			why, XS_EACCES,
			"%s at %#lx is writable data, which is never patched in place; use a hook",
			patch->name, va);
	case XS_RANGE_INIT:
		return xs_refuse(
			why, XS_EACCES,
			"%s at %#lx was code for boot only and is gone; leave it out of the patch",
			patch->name, va);
	case XS_RANGE_ENTRY:
		return xs_refuse(why, XS_EACCES,
				 "%s at %#lx is entry code, which some page tables map alone; it "
				 "cannot be patched",
				 patch->name, va);
	default:
		break;
	}
	other = payload_with_text(core, patch->old_va, patch->old_len);
	if (!other || rodata)
		return xs_refuse(
			why, XS_EINVAL,
			"%s at %#lx, %u bytes, is not in the host's image nor in a payload's text",
			patch->name, va, patch->old_len);
	if (!xs_build_id_equal(&other->build_id, &payload->depends))
		return xs_refuse(
			why, XS_EINVAL,
			"%s at %#lx is code of payload %s, which this payload does not depend on",
			patch->name, va, other->name);
	return 0;
}

static int name_prove(const struct xs_payload *payload, const struct xs_patch *patch,
		      struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	const char *reason = xs_forbidden(patch->name), *symbol;
	char buf[XS_NAME_SIZE];
	uint64_t start, size;

	if (reason)
		return xs_refuse(why, XS_EACCES, "%s may never be patched: %s", patch->name,
				 reason);
	/* A record's name may lie: what counts is what stands there. */
	symbol = core->host->symbol_by_addr(core->ctx, patch->old_va, &start, &size, buf);
	reason = symbol ? xs_forbidden(symbol) : NULL;
	if (reason)
		return xs_refuse(why, XS_EACCES, "%s may never be patched: %s", symbol, reason);
	return 0;
}

/* ---- what it writes --------------------------------------------------------------------------- */

static const uint8_t *host_bytes(const struct xs_core *core, uint64_t va, size_t len)
{
	const struct xs_payload *p = payload_with_text(core, va, len);

	if (p)
		return xs_payload_text(p, va, len);
	return core->host->text_read(core->ctx, va, len);
}

/*
 * Where functions return through a thunk, the last instruction is a jump, not one byte: no-operations
 * over "all but the return" that were counted for a "ret" would leave a piece of it to run.
 */
static bool nops_cut_return(const struct xs_payload *payload, const struct xs_patch *patch,
			    const uint8_t *entry)
{
	const struct xs_core *core = payload->core;
	uint32_t left = patch->old_len - patch->new_len, last = patch->old_len - XS_JUMP_LEN;
	enum xs_range range;
	uint64_t to;

	if (!left || left >= XS_JUMP_LEN || patch->old_len < XS_JUMP_LEN)
		return false;
	if (!xs_arch_jump_read(entry + last, patch->old_va + last, &to))
		return false;
	range = core->host->text_range(core->ctx, to, 1);
	return range == XS_RANGE_TEXT || range == XS_RANGE_ENTRY;
}

/* A body or object in place must not run into its neighbour: the host knows where that begins. */
static int inplace_prove(const struct xs_payload *payload, const struct xs_patch *patch,
			 struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	char buf[XS_NAME_SIZE];
	uint64_t start, size;

	if (!core->host->symbol_by_addr(core->ctx, patch->old_va, &start, &size, buf) || !size ||
	    xs_range_ok(patch->old_va - start, patch->old_len, size))
		return 0;
	return xs_refuse(why, XS_EINVAL, "%s is said to have %u bytes; in the host it has %lu",
			 patch->name, patch->old_len,
			 (unsigned long)(size - (patch->old_va - start)));
}

static int extent_find(const struct xs_payload *payload, struct xs_patch *patch,
		       struct xs_reason *why)
{
	const uint8_t *entry = host_bytes(payload->core, patch->old_va, patch->old_len);
	uint32_t skip = 0;
	uint8_t jump[XS_JUMP_LEN];

	if (!entry)
		return xs_refuse(why, XS_EINVAL, "%s at %#lx cannot be read", patch->name,
				 (unsigned long)patch->old_va);
	/* A landing pad stays where it is: callers by pointer need it before, during and after. */
	if (patch->old_len >= XS_ENDBR_LEN && xs_arch_is_endbr(entry))
		skip = XS_ENDBR_LEN;
	patch->write_va = patch->old_va;
	switch (patch->kind) {
	case XS_PATCH_INPLACE_TEXT:
		if (patch->new_len > patch->old_len)
			return xs_refuse(why, XS_EINVAL,
					 "the new body of %s has %u bytes, the old one %u: it does "
					 "not fit in place",
					 patch->name, patch->new_len, patch->old_len);
		patch->write_len = patch->old_len;
		return inplace_prove(payload, patch, why);
	case XS_PATCH_INPLACE_RODATA:
		if (patch->new_len != patch->old_len)
			return xs_refuse(
				why, XS_EINVAL,
				"%s has %u bytes and would get %u: data in place keeps its size",
				patch->name, patch->old_len, patch->new_len);
		patch->write_len = patch->old_len;
		return inplace_prove(payload, patch, why);
	default:
		break;
	}
	patch->write_va += skip;
	if (!patch->new_va) {
		if (patch->new_len <= skip)
			return xs_refuse(why, XS_EINVAL,
					 "%s begins with a landing pad of %u bytes: %u bytes of "
					 "no-operations leave nothing to do",
					 patch->name, skip, patch->new_len);
		if (nops_cut_return(payload, patch, entry))
			return xs_refuse(why, XS_EINVAL,
					 "%s returns by a jump in its last %u bytes: %u of its %u "
					 "bytes as no-operations would leave a piece of it to run",
					 patch->name, XS_JUMP_LEN, patch->new_len, patch->old_len);
		patch->write_len = patch->new_len - skip;
		return 0;
	}
	patch->write_len = XS_JUMP_LEN;
	if (patch->old_len < skip + XS_JUMP_LEN)
		return xs_refuse(why, XS_EINVAL,
				 "%s has %u bytes, a jump needs %u; build it as an in-place patch",
				 patch->name, patch->old_len, skip + XS_JUMP_LEN);
	if (xs_arch_jump(jump, patch->write_va, patch->new_va))
		return xs_refuse(why, XS_EOVERFLOW, "a jump from %s at %#lx does not reach %#lx",
				 patch->name, (unsigned long)patch->write_va,
				 (unsigned long)patch->new_va);
	return 0;
}

int xs_verify_patch(const struct xs_payload *payload, struct xs_patch *patch, struct xs_reason *why)
{
	int err;

	if ((err = range_prove(payload, patch, why)) || (err = name_prove(payload, patch, why)) ||
	    (err = extent_find(payload, patch, why)))
		return err;
	if (!patch->new_va)
		return 0;
	if (patch->kind == XS_PATCH_INPLACE_RODATA
		    ? !xs_payload_mem(payload, patch->new_va, patch->new_len)
		    : !xs_payload_text(payload, patch->new_va, patch->new_len))
		return xs_refuse(why, XS_EINVAL,
				 "the new body of %s (%#lx, %u bytes) is not in the payload's %s",
				 patch->name, (unsigned long)patch->new_va, patch->new_len,
				 patch->kind == XS_PATCH_INPLACE_RODATA ? "memory" : "text");
	return 0;
}

/* ---- expectations ----------------------------------------------------------------------------- */

int xs_verify_expect(const struct xs_payload *payload, const struct xs_patch *patch,
		     const uint8_t *bytes, struct xs_reason *why)
{
	const uint8_t *mask = patch->expect + patch->expect_len;
	uint32_t i = 0;

	/* The host may have poisoned a landing pad that nothing reaches: both forms are the same. */
	if (patch->expect_len >= XS_ENDBR_LEN && xs_arch_is_endbr(patch->expect) &&
	    xs_arch_is_endbr(bytes))
		i = XS_ENDBR_LEN;
	for (; i < patch->expect_len; i++)
		if ((bytes[i] ^ patch->expect[i]) & mask[i])
			return xs_refuse(why, XS_EINVAL,
					 "%s+%#x holds byte %02x, expected is %02x: the host's "
					 "code is not what the payload was built for",
					 patch->name, i, bytes[i], patch->expect[i]);
	return 0;
}
