/* SPDX-License-Identifier: GPL-2.0-only */
/* A payload's special tables: registered, they make its faults and backtraces Xen's own. */
#include "port.h"

#include <xen/rcupdate.h>
#include <xen/spinlock.h>
#include <xen/virtual_region.h>
#include <xen/xmalloc.h>
#include <asm/alternative.h>
#include <asm/bug.h>
#include <asm/uaccess.h> /* struct exception_table_entry */

/* Read without a lock; changed under the control lock, and freed behind an RCU barrier. */
static LIST_HEAD(attached);
static DEFINE_RCU_READ_LOCK(attached_read_lock);

int cf_check xs_port_alternatives(void *ctx, const struct xs_tables *tables,
				  const struct xs_table *alternatives)
{
	struct alt_instr *start = alternatives->mem;
	struct alt_instr *end = start + alternatives->len / sizeof(*start), *a;

	for (a = start; a < end; a++)
		if ((a->cpuid & ~ALT_FLAG_NOT) >= NCAPINTS * 32)
			return -XS_EINVAL;
	apply_alternatives(start, end);
	return 0;
}

static void cover_span(struct xs_port_payload *p, const struct xs_span *span)
{
	const void *start = _p(span->va), *end = start + span->len;

	if (!span->len)
		return;
	if (!p->start || start < p->start)
		p->start = start;
	if (end > p->end)
		p->end = end;
}

static void fill_region(struct virtual_region *region, const struct xs_tables *tables)
{
	unsigned int kind;

	region->text_start = _p(tables->text.va);
	region->text_end = region->text_start + tables->text.len;
	if (tables->rodata.len) {
		region->rodata_start = _p(tables->rodata.va);
		region->rodata_end = region->rodata_start + tables->rodata.len;
	}
	region->symbols_lookup = xs_port_symbols_lookup;
	for (kind = 0; kind < BUGFRAME_NR; kind++) {
		region->frame[kind].bugs = _p(tables->bug_frames[kind].va);
		/* Counted in frames without a message; an assertion's is as long as two of them. */
		region->frame[kind].n_bugs =
			tables->bug_frames[kind].len / sizeof(struct bug_frame);
	}
	if (tables->ex_table.len) {
		region->ex = _p(tables->ex_table.va);
		region->ex_end = _p(tables->ex_table.va + tables->ex_table.len);
	}
}

int cf_check xs_port_attach(void *ctx, struct xs_payload *payload, const struct xs_tables *tables,
			    void **cookie)
{
	struct xs_port_payload *p = xzalloc(struct xs_port_payload);
	int err;

	BUILD_BUG_ON(ARRAY_SIZE(tables->bug_frames) != BUGFRAME_NR);
	if (!p)
		return -XS_ENOMEM;
	p->payload = payload;
	cover_span(p, &tables->text);
	cover_span(p, &tables->rodata);
	cover_span(p, &tables->data);
	err = xs_port_facade_init(p, tables);
	if (err) {
		xfree(p);
		return err;
	}
	fill_region(&p->facade.region, tables);
	list_add_tail_rcu(&p->list, &attached);
	register_virtual_region(&p->facade.region);
	*cookie = p;
	return 0;
}

void cf_check xs_port_detach(void *ctx, void *cookie)
{
	struct xs_port_payload *p = cookie;

	if (!p)
		return;
	list_del_rcu(&p->list);
	unregister_virtual_region(&p->facade.region); /* an RCU barrier, for the list too */
	xs_port_facade_fini(p);
	xfree(p);
}

/* From the invalid-opcode handler: does a bug frame point to a string of a payload? */
bool_t is_patch(const void *ptr)
{
	const struct xs_port_payload *p;
	bool_t found = false;

	rcu_read_lock(&attached_read_lock);
	list_for_each_entry_rcu(p, &attached, list) if (ptr >= p->start && ptr < p->end)
	{
		found = true;
		break;
	}
	rcu_read_unlock(&attached_read_lock);
	return found;
}
