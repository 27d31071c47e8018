/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The façade: struct payload as patch authors know it from <xen/livepatch_payload.h>, kept beside the
 * core's own. Hooks look into it; the core never does.
 */
#include "port.h"

#include <xen/lib.h>
#include <xen/pfn.h>
#include <xen/xmalloc.h>

/* Every symbol that the core kept; the bodies of functions that are replaced are not new ones. */
static int fill_symbols(struct xs_port_payload *p)
{
	struct payload *f = &p->facade;
	struct livepatch_symbol *symtab;
	unsigned int i, j, count;
	const char *name;
	uint64_t va, size;

	count = xs_payload_symbols(p->payload, UINT_MAX, NULL, NULL, NULL);
	if (!count)
		return 0;
	symtab = xzalloc_array(struct livepatch_symbol, count);
	if (!symtab)
		return -XS_ENOMEM;
	for (i = 0; i < count; i++) {
		xs_payload_symbols(p->payload, i, &name, &va, &size);
		symtab[i].name = name;
		symtab[i].value = va;
		symtab[i].size = size;
		symtab[i].new_symbol = true;
		for (j = 0; j < f->nfuncs; j++)
			if (f->funcs[j].new_addr == _p(va))
				symtab[i].new_symbol = false;
		if (!f->strtab || name < f->strtab)
			f->strtab = name;
	}
	f->symtab = symtab;
	f->nsyms = count;
	return 0;
}

static const void *hooks_of(const struct xs_port_payload *p, enum xs_hook hook, unsigned int *count)
{
	unsigned int unused;

	return xs_payload_hooks(p->payload, hook, count ?: &unused);
}

static void fill_hooks(struct xs_port_payload *p)
{
	struct payload *f = &p->facade;

	f->load_funcs = hooks_of(p, XS_HOOK_LOAD, &f->n_load_funcs);
	f->unload_funcs = hooks_of(p, XS_HOOK_UNLOAD, &f->n_unload_funcs);
	f->hooks.apply.pre = hooks_of(p, XS_HOOK_PREAPPLY, NULL);
	f->hooks.apply.action = hooks_of(p, XS_HOOK_APPLY, NULL);
	f->hooks.apply.post = hooks_of(p, XS_HOOK_POSTAPPLY, NULL);
	f->hooks.revert.pre = hooks_of(p, XS_HOOK_PREREVERT, NULL);
	f->hooks.revert.action = hooks_of(p, XS_HOOK_REVERT, NULL);
	f->hooks.revert.post = hooks_of(p, XS_HOOK_POSTREVERT, NULL);
}

static void show_id(struct livepatch_build_id *shown, const struct xs_build_id *id)
{
	shown->p = id->len ? id->bytes : NULL;
	shown->len = id->len;
}

static void fill_ids(struct xs_port_payload *p)
{
	xs_payload_ids(p->payload, &p->id, &p->depends, &p->host_depends);
	show_id(&p->facade.id, &p->id);
	show_id(&p->facade.dep, &p->depends);
	show_id(&p->facade.xen_dep, &p->host_depends);
}

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
	if (fill_symbols(p)) {
		xfree(f->fstate);
		return -XS_ENOMEM;
	}
	fill_hooks(p);
	fill_ids(p);
	f->metadata.data = xs_payload_metadata(p->payload, &f->metadata.len);
	f->state = LIVEPATCH_STATE_CHECKED;
	f->safe_to_reapply = true; /* writable data begins anew with every apply */
	return 0;
}

void xs_port_facade_fini(struct xs_port_payload *p)
{
	xfree((void *)p->facade.symtab);
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
