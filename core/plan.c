// SPDX-License-Identifier: BSD-2-Clause
#include "plan.h"

/* The three views of a block. */
enum view { VIEW_BEFORE, VIEW_MIDDLE, VIEW_AFTER };

static uint8_t *view_of(struct xs_write *w, enum view view)
{
	if (view == VIEW_BEFORE)
		return w->before;
	return view == VIEW_MIDDLE ? w->middle : w->after;
}

static uint64_t block_of(uint64_t va)
{
	return va & ~(uint64_t)(XS_BLOCK_LEN - 1);
}

/* What a plan must know of a patch: the bytes it writes and those it expects. */
static uint64_t extent_end(const struct xs_patch *patch)
{
	uint64_t expected = patch->old_va + patch->expect_len;
	uint64_t written = patch->write_va + patch->write_len;

	return expected > written ? expected : written;
}

/* ---- which payloads --------------------------------------------------------------------------- */

/* Those that go, the last applied one first; NULL begins and ends. */
static struct xs_payload *outgoing_next(const struct xs_plan *plan, struct xs_payload *prev)
{
	if (!plan->all)
		return prev ? NULL : plan->outgoing;
	return prev ? prev->below : plan->core->top;
}

/* ---- blocks ----------------------------------------------------------------------------------- */

static struct xs_write *block_find(const struct xs_plan *plan, uint64_t va)
{
	unsigned int low = 0, high = plan->write_count;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (plan->writes[middle].va < va)
			low = middle + 1;
		else
			high = middle;
	}
	return &plan->writes[low];
}

static void block_sift(struct xs_write *w, unsigned int root, unsigned int count)
{
	unsigned int child;

	for (; (child = 2 * root + 1) < count; root = child) {
		uint64_t va = w[root].va;

		if (child + 1 < count && w[child].va < w[child + 1].va)
			child++;
		if (va >= w[child].va)
			return;
		w[root].va = w[child].va;
		w[child].va = va;
	}
}

/* Only addresses are filled in yet. */
static void blocks_sort(struct xs_plan *plan)
{
	struct xs_write *w = plan->writes;
	unsigned int i, kept = 0;

	for (i = plan->write_count / 2; i-- > 0;)
		block_sift(w, i, plan->write_count);
	for (i = plan->write_count; i-- > 1;) {
		uint64_t top = w[0].va;

		w[0].va = w[i].va;
		w[i].va = top;
		block_sift(w, 0, i);
	}
	for (i = 0; i < plan->write_count; i++)
		if (!kept || w[i].va != w[kept - 1].va)
			w[kept++].va = w[i].va;
	plan->write_count = kept;
}

/* Adds the blocks of @payload's patches to those there are; only counts while there is no array. */
static void blocks_add(struct xs_plan *plan, const struct xs_payload *payload, bool live_only)
{
	unsigned int i;
	uint64_t va;

	for (i = 0; payload && i < payload->patch_count; i++) {
		const struct xs_patch *patch = &payload->patches[i];

		if (live_only && !patch->live)
			continue;
		for (va = block_of(patch->old_va); va < extent_end(patch); va += XS_BLOCK_LEN) {
			if (plan->writes)
				plan->writes[plan->write_count].va = va;
			plan->write_count++;
		}
	}
}

static void blocks_collect(struct xs_plan *plan)
{
	struct xs_payload *p = NULL;

	plan->write_count = 0;
	while ((p = outgoing_next(plan, p)))
		blocks_add(plan, p, true);
	blocks_add(plan, plan->incoming, false);
}

/* ---- ranges of a view ------------------------------------------------------------------------- */

static void view_get(const struct xs_plan *plan, enum view view, uint64_t va, uint8_t *to,
		     size_t len)
{
	size_t done, n;

	for (done = 0; done < len; done += n) {
		uint64_t at = va + done;
		size_t off = at - block_of(at);

		n = XS_BLOCK_LEN - off < len - done ? XS_BLOCK_LEN - off : len - done;
		memcpy(to + done, view_of(block_find(plan, block_of(at)), view) + off, n);
	}
}

static void view_put(const struct xs_plan *plan, enum view view, uint64_t va, const uint8_t *from,
		     size_t len)
{
	size_t done, n;

	for (done = 0; done < len; done += n) {
		uint64_t at = va + done;
		size_t off = at - block_of(at);
		struct xs_write *w = block_find(plan, block_of(at));

		n = XS_BLOCK_LEN - off < len - done ? XS_BLOCK_LEN - off : len - done;
		memcpy(view_of(w, view) + off, from + done, n);
		w->look |= ((1u << n) - 1) << off;
	}
}

/* ---- patches ---------------------------------------------------------------------------------- */

static int patch_read(const struct xs_plan *plan, const struct xs_patch *patch,
		      struct xs_reason *why)
{
	const struct xs_core *core = plan->core;
	size_t len = extent_end(patch) - patch->old_va;
	const void *bytes = NULL;
	struct xs_payload *p;

	for (p = core->first; p && !bytes; p = p->next)
		bytes = xs_payload_text(p, patch->old_va, len);
	if (!bytes)
		bytes = core->host->text_read(core->ctx, patch->old_va, len);
	if (!bytes)
		return xs_refuse(why, XS_EINVAL, "%s at %#lx cannot be read any more", patch->name,
				 (unsigned long)patch->old_va);
	view_put(plan, VIEW_BEFORE, patch->old_va, bytes, len);
	return 0;
}

static int patches_read(const struct xs_plan *plan, const struct xs_payload *payload,
			bool live_only, struct xs_reason *why)
{
	unsigned int i;
	int err = 0;

	for (i = 0; payload && i < payload->patch_count && !err; i++)
		if (!live_only || payload->patches[i].live)
			err = patch_read(plan, &payload->patches[i], why);
	return err;
}

/* The bytes that @patch puts into its write range, where @there stands now. */
static void patch_fill(const struct xs_payload *payload, const struct xs_patch *patch,
		       const uint8_t *there, uint8_t *to)
{
	const uint8_t *body = xs_payload_mem(payload, patch->new_va, patch->new_len);

	if (!patch->new_va) {
		xs_arch_nops(to, patch->write_len);
	} else if (patch->kind == XS_PATCH_TRAMPOLINE) {
		xs_arch_jump(to, patch->write_va, patch->new_va);
	} else {
		memcpy(to, body, patch->new_len);
		xs_arch_nops(to + patch->new_len, patch->write_len - patch->new_len);
		/* A landing pad that the host poisoned stays poisoned. */
		if (patch->kind == XS_PATCH_INPLACE_TEXT && patch->new_len >= XS_ENDBR_LEN &&
		    xs_arch_is_endbr(body) && xs_arch_is_endbr(there))
			memcpy(to, there, XS_ENDBR_LEN);
	}
}

static int patch_off(const struct xs_plan *plan, const struct xs_payload *payload,
		     const struct xs_patch *patch, uint8_t *scratch, struct xs_reason *why)
{
	uint8_t *now = scratch, *ours = scratch + patch->write_len;

	view_get(plan, VIEW_MIDDLE, patch->write_va, now, patch->write_len);
	patch_fill(payload, patch, now, ours);
	if (memcmp(now, ours, patch->write_len))
		return xs_refuse(
			why, XS_EINVAL,
			"%s at %#lx does not hold what %s wrote there: something else changed it",
			patch->name, (unsigned long)patch->write_va, payload->name);
	view_put(plan, VIEW_MIDDLE, patch->write_va, patch->saved, patch->write_len);
	return 0;
}

static int patch_on(const struct xs_plan *plan, const struct xs_payload *payload,
		    const struct xs_patch *patch, uint8_t *scratch, struct xs_reason *why)
{
	uint8_t *now = scratch, *ours = scratch + patch->write_len;
	int err;

	if (patch->expect_len) {
		view_get(plan, VIEW_MIDDLE, patch->old_va, scratch, patch->expect_len);
		err = xs_verify_expect(payload, patch, scratch, why);
		if (err)
			return err;
	}
	view_get(plan, VIEW_MIDDLE, patch->write_va, now, patch->write_len);
	patch_fill(payload, patch, now, ours);
	view_put(plan, VIEW_AFTER, patch->write_va, ours, patch->write_len);
	return 0;
}

static size_t scratch_len(const struct xs_plan *plan)
{
	struct xs_payload *p = NULL;
	size_t longest = 1;
	unsigned int i;

	do {
		p = outgoing_next(plan, p);
		for (i = 0; p && i < p->patch_count; i++)
			if (extent_end(&p->patches[i]) - p->patches[i].old_va > longest)
				longest = extent_end(&p->patches[i]) - p->patches[i].old_va;
	} while (p);
	p = plan->incoming;
	for (i = 0; p && i < p->patch_count; i++)
		if (extent_end(&p->patches[i]) - p->patches[i].old_va > longest)
			longest = extent_end(&p->patches[i]) - p->patches[i].old_va;
	return 2 * longest;
}

/* ---- the views, one after the other ----------------------------------------------------------- */

static int views_fill(struct xs_plan *plan, uint8_t *scratch, struct xs_reason *why)
{
	struct xs_payload *p;
	unsigned int i;
	int err;

	for (p = NULL; (p = outgoing_next(plan, p));) {
		err = patches_read(plan, p, true, why);
		if (err)
			return err;
	}
	err = patches_read(plan, plan->incoming, false, why);
	if (err)
		return err;
	for (i = 0; i < plan->write_count; i++)
		memcpy(plan->writes[i].middle, plan->writes[i].before, XS_BLOCK_LEN);
	for (p = NULL; (p = outgoing_next(plan, p));)
		for (i = p->patch_count; i-- > 0;) {
			err = p->patches[i].live ? patch_off(plan, p, &p->patches[i], scratch, why)
						 : 0;
			if (err)
				return err;
		}
	for (i = 0; i < plan->write_count; i++)
		memcpy(plan->writes[i].after, plan->writes[i].middle, XS_BLOCK_LEN);
	p = plan->incoming;
	for (i = 0; p && i < p->patch_count; i++) {
		err = patch_on(plan, p, &p->patches[i], scratch, why);
		if (err)
			return err;
	}
	return 0;
}

static void stores_find(struct xs_plan *plan)
{
	unsigned int i, n;

	for (i = 0; i < plan->write_count; i++) {
		struct xs_write *w = &plan->writes[i];

		for (n = 0; n < XS_BLOCK_LEN; n++)
			if (w->before[n] != w->after[n]) {
				w->store |= 1u << n;
				plan->store_bytes++;
			}
		plan->store_blocks += w->store != 0;
	}
}

static void windows_find(struct xs_plan *plan)
{
	size_t page = plan->core->host->page_size;
	struct xs_window *last = NULL;
	unsigned int i;

	for (i = 0; i < plan->write_count; i++) {
		uint64_t va = plan->writes[i].va;

		if (last && (va == last->va + last->len || va / page == last->va / page)) {
			last->len = va + XS_BLOCK_LEN - last->va;
			continue;
		}
		last = &plan->windows[plan->window_count++];
		last->va = va;
		last->len = XS_BLOCK_LEN;
	}
}

int xs_plan_new(struct xs_core *core, struct xs_payload *incoming, struct xs_payload *outgoing,
		bool all, struct xs_plan **out, struct xs_reason *why)
{
	struct xs_plan *plan = core->host->alloc(core->ctx, sizeof(*plan));
	uint8_t *scratch = NULL;
	int err = -XS_ENOMEM;

	if (!plan)
		return xs_refuse(why, XS_ENOMEM, "no memory for the plan");
	plan->core = core;
	plan->incoming = incoming;
	plan->outgoing = outgoing;
	plan->all = all;
	blocks_collect(plan);
	if (plan->write_count) {
		plan->writes =
			core->host->alloc(core->ctx, plan->write_count * sizeof(*plan->writes));
		plan->windows =
			core->host->alloc(core->ctx, plan->write_count * sizeof(*plan->windows));
		scratch = core->host->alloc(core->ctx, scratch_len(plan));
		if (!plan->writes || !plan->windows || !scratch) {
			xs_refuse(why, XS_ENOMEM, "no memory for a plan of %u blocks",
				  plan->write_count);
			goto free_plan;
		}
		blocks_collect(plan);
		blocks_sort(plan);
		err = views_fill(plan, scratch, why);
		if (err)
			goto free_plan;
		stores_find(plan);
		windows_find(plan);
	}
	core->host->free(core->ctx, scratch);
	*out = plan;
	return 0;

free_plan:
	core->host->free(core->ctx, scratch);
	xs_plan_free(plan);
	return err;
}

void xs_plan_free(struct xs_plan *plan)
{
	const struct xs_core *core = plan ? plan->core : NULL;

	if (!plan)
		return;
	xs_plan_unmap(plan);
	core->host->free(core->ctx, plan->windows);
	core->host->free(core->ctx, plan->writes);
	core->host->free(core->ctx, plan);
}

/* ---- mapping ---------------------------------------------------------------------------------- */

int xs_plan_map(struct xs_plan *plan, struct xs_reason *why)
{
	const struct xs_core *core = plan->core;
	unsigned int i, w = 0;
	int err;

	for (i = 0; i < plan->window_count; i++) {
		struct xs_window *window = &plan->windows[i];

		err = core->host->text_alias(core->ctx, window->va, window->len, &window->alias);
		if (err) {
			window->alias = NULL;
			xs_plan_unmap(plan);
			return xs_refuse(
				why, -err, "no second mapping of %#lx, %lu bytes (error %d)",
				(unsigned long)window->va, (unsigned long)window->len, -err);
		}
		for (; w < plan->write_count && plan->writes[w].va < window->va + window->len; w++)
			plan->writes[w].alias =
				(uint8_t *)window->alias + (plan->writes[w].va - window->va);
	}
	return 0;
}

void xs_plan_unmap(struct xs_plan *plan)
{
	const struct xs_core *core = plan->core;
	unsigned int i;

	for (i = 0; i < plan->window_count; i++) {
		struct xs_window *window = &plan->windows[i];

		if (window->alias)
			core->host->text_unalias(core->ctx, window->alias, window->len);
		window->alias = NULL;
	}
}

/* ---- in the stop ------------------------------------------------------------------------------ */

int xs_plan_look(const struct xs_plan *plan, uint64_t *va)
{
	unsigned int i, n;

	for (i = 0; i < plan->write_count; i++) {
		const struct xs_write *w = &plan->writes[i];

		for (n = 0; n < XS_BLOCK_LEN; n++)
			if ((w->look & (1u << n)) && w->alias[n] != w->before[n]) {
				*va = w->va + n;
				return -XS_EINVAL;
			}
	}
	return 0;
}

void xs_plan_commit(const struct xs_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->write_count; i++)
		if (plan->writes[i].store)
			xs_arch_poke(plan->writes[i].alias, plan->writes[i].after,
				     plan->writes[i].store);
}

void xs_plan_settle(const struct xs_plan *plan)
{
	struct xs_payload *p;
	unsigned int i;

	for (p = NULL; (p = outgoing_next(plan, p));)
		for (i = 0; i < p->patch_count; i++)
			p->patches[i].live = false;
	p = plan->incoming;
	for (i = 0; p && i < p->patch_count; i++) {
		struct xs_patch *patch = &p->patches[i];

		view_get(plan, VIEW_MIDDLE, patch->write_va, patch->saved, patch->write_len);
		patch->live = true;
	}
}
