// SPDX-License-Identifier: BSD-2-Clause
#include "arch.h"
#include "payload.h"

static bool host_complete(const struct xs_host *h)
{
	bool base = h->name && h->alloc && h->free && h->text_reserve && h->text_seal &&
		    h->text_release && h->page_size && !(h->page_size & (h->page_size - 1)) &&
		    h->symbol_by_name && h->symbol_by_addr && h->text_range && h->text_read &&
		    h->build_id && h->log;

	base = base && !h->guard == !h->unguard && !h->percpu_reserve == !h->percpu_clear;
	if (!base || !h->cpu_limit)
		return base;
	return h->text_alias && h->text_unalias && h->cpu_present && h->relax && h->now &&
	       h->sync_core && h->call_void && h->call_hook;
}

int xs_core_new(const struct xs_host *host, void *ctx, struct xs_core **out)
{
	struct xs_core *core;
	int err;

	if (!host_complete(host))
		return -XS_EINVAL;
	if (host->cpu_limit && !xs_arch_usable())
		return -XS_EOPNOTSUPP;
	core = host->alloc(ctx, sizeof(*core));
	if (!core)
		return -XS_ENOMEM;
	core->host = host;
	core->ctx = ctx;
	err = xs_stop_init(core);
	if (err) {
		host->free(ctx, core);
		return err;
	}
	*out = core;
	return 0;
}

/* Users of a payload are counted by those who link to it; when all go, nobody counts. */
void xs_core_free(struct xs_core *core)
{
	struct xs_payload *p, *next;

	if (!core)
		return;
	for (p = core->first; p; p = p->next)
		p->provider_count = 0;
	for (p = core->first; p; p = next) {
		next = p->next;
		if (xs_registry_applied(p))
			continue;
		xs_registry_remove(core, p);
		xs_payload_free(p);
	}
	xs_shadow_fini(core);
	xs_stop_fini(core);
	core->host->free(core->ctx, core);
}

int xs_get(struct xs_core *core, const char *name, struct xs_status *out)
{
	struct xs_payload *payload = xs_registry_find(core, name);

	if (!payload)
		return -XS_ENOENT;
	xs_payload_status(payload, out);
	return 0;
}

struct xs_payload *xs_payload_next(struct xs_core *core, struct xs_payload *prev)
{
	return prev ? prev->next : core->first;
}

unsigned int xs_payload_count(const struct xs_core *core)
{
	return core->count;
}

uint32_t xs_list_version(const struct xs_core *core)
{
	return core->list_version;
}

const char *xs_payload_name(const struct xs_payload *payload)
{
	return payload->name;
}

void xs_payload_status(const struct xs_payload *payload, struct xs_status *out)
{
	/* Acquire: pairs with xs_work_finish(). The state is read behind it: it was written before. */
	out->rc = __atomic_load_n(&payload->rc, __ATOMIC_ACQUIRE);
	out->state = __atomic_load_n(&payload->state, __ATOMIC_ACQUIRE);
}

const char *xs_payload_metadata(const struct xs_payload *payload, uint32_t *len)
{
	*len = payload->metadata_len;
	return payload->metadata;
}

const struct xs_tables *xs_payload_tables(const struct xs_payload *payload)
{
	return &payload->tables;
}

void xs_payload_ids(const struct xs_payload *payload, struct xs_build_id *id,
		    struct xs_build_id *depends, struct xs_build_id *host_depends)
{
	if (id)
		*id = payload->build_id;
	if (depends)
		*depends = payload->depends;
	if (host_depends)
		*host_depends = payload->host_depends;
}

const uint64_t *xs_payload_hooks(const struct xs_payload *payload, enum xs_hook hook,
				 unsigned int *count)
{
	*count = payload->hook_count[hook];
	return payload->hooks[hook];
}
