/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The façade: struct payload as patch authors know it from <xen/livepatch_payload.h>, kept beside the
 * core's own. Hooks look into it; the core never does.
 */
#include "port.h"

#include <xen/lib.h>
#include <xen/pfn.h>
#include <xen/xmalloc.h>

int xs_port_facade_init(struct xs_port_payload *p, const struct xs_tables *tables)
{
	struct payload *f = &p->facade;

	BUILD_BUG_ON(sizeof(struct livepatch_func) != sizeof(struct xs_func));
	BUILD_BUG_ON(offsetof(struct livepatch_func, expect) != offsetof(struct xs_func, expect));
	BUILD_BUG_ON(LIVEPATCH_STATE_CHECKED != XS_STATE_LOADED);
	BUILD_BUG_ON(LIVEPATCH_STATE_APPLIED != XS_STATE_APPLIED);

	INIT_LIST_HEAD(&f->list);
	INIT_LIST_HEAD(&f->applied_list);
	f->text_addr = _p(tables->text.va);
	f->text_size = tables->text.len;
	f->ro_addr = _p(tables->rodata.va);
	f->ro_size = tables->rodata.len;
	f->rw_addr = _p(tables->data.va);
	f->rw_size = tables->data.len;
	f->pages = PFN_UP(f->text_size) + PFN_UP(f->ro_size) + PFN_UP(f->rw_size);
	safe_strcpy(f->name, tables->name);
	f->funcs = (const void *)xs_payload_funcs(p->payload, &f->nfuncs);
	if (f->nfuncs) {
		f->fstate = xzalloc_array(struct livepatch_fstate, f->nfuncs);
		if (!f->fstate)
			return -XS_ENOMEM;
	}
	f->metadata.data = xs_payload_metadata(p->payload, &f->metadata.len);
	f->state = LIVEPATCH_STATE_CHECKED;
	return 0;
}

void xs_port_facade_fini(struct xs_port_payload *p)
{
	xfree(p->facade.fstate);
}

void cf_check xs_port_settled(void *ctx, void *cookie, struct xs_payload *payload,
			      enum xs_state state, int rc)
{
	struct xs_port_payload *p = cookie;
	struct payload *f = &p->facade;
	unsigned int i;

	if (f->state == LIVEPATCH_STATE_APPLIED && state != XS_STATE_APPLIED)
		f->reverted = true;
	f->state = state;
	f->rc = rc;
	/* Where a hook stood in for the core, all of the functions are as it left them, or none. */
	for (i = 0; i < f->nfuncs; i++)
		f->fstate[i].applied = state == XS_STATE_APPLIED ? LIVEPATCH_FUNC_APPLIED
								 : LIVEPATCH_FUNC_NOT_APPLIED;
}

/* For post-revert hooks that finish what their revert hook declined to do in the stop. */
int revert_payload(struct payload *f)
{
	struct xs_port_payload *p = container_of(f, struct xs_port_payload, facade);
	unsigned int i;
	int err = xs_payload_revert_live(p->payload);

	if (err)
		return err;
	for (i = 0; i < f->nfuncs; i++)
		f->fstate[i].applied = LIVEPATCH_FUNC_NOT_APPLIED;
	return 0;
}

void revert_payload_tail(struct payload *f)
{
	struct xs_port_payload *p = container_of(f, struct xs_port_payload, facade);
	struct xs_status status;

	xs_payload_status(p->payload, &status);
	f->state = status.state;
	f->reverted = status.state != XS_STATE_APPLIED;
}
