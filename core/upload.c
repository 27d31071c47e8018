// SPDX-License-Identifier: BSD-2-Clause
#include "arch.h"
#include "payload.h"

/* ---- what the payload keeps of its file ------------------------------------------------------- */

/*
 * One address in a hook section. The host calls it through a pointer, in the stop too, where a fault
 * would be the end: where the CPU demands a landing pad there has to be one.
 */
static int hook_prove(const struct xs_payload *payload, uint64_t va, const char *section,
		      struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	const uint8_t *code = xs_payload_text(payload, va, XS_ENDBR_LEN);

	if (!code)
		return xs_refuse(why, XS_EINVAL,
				 "a hook in %s is at %#lx, outside of the payload's text", section,
				 (unsigned long)va);
	if (core->host->landing_pads && core->host->landing_pads(core->ctx) &&
	    !xs_arch_is_endbr(code))
		return xs_refuse(why, XS_EINVAL,
				 "the hook at %#lx in %s does not begin with endbr64, which this "
				 "CPU demands; declare it with XS_INDIRECT",
				 (unsigned long)va, section);
	return 0;
}

static int hooks_find(struct xs_payload *payload, const struct xs_image *image,
		      struct xs_reason *why)
{
	unsigned int hook, i;
	int err = 0;

	for (hook = 0; hook < XS_HOOKS && !err; hook++) {
		const struct xs_section *s = &image->sections[image->hooks[hook]];

		if (!image->hooks[hook])
			continue;
		if (s->len % 8 || s->va % 8)
			return xs_refuse(
				why, XS_EINVAL,
				"section %s has %lu bytes aligned to %#lx; pointers have 8",
				s->name, (unsigned long)s->len, (unsigned long)s->align);
		payload->hooks[hook] = (const uint64_t *)s->mem;
		payload->hook_count[hook] = s->len / 8;
		if (hook > XS_HOOK_UNLOAD && payload->hook_count[hook] > 1)
			return xs_refuse(why, XS_EINVAL,
					 "section %s holds %u hooks; there can be one", s->name,
					 payload->hook_count[hook]);
		for (i = 0; i < payload->hook_count[hook] && !err; i++)
			err = hook_prove(payload, payload->hooks[hook][i], s->name, why);
	}
	return err;
}

static int metadata_keep(struct xs_payload *payload, const struct xs_image *image,
			 struct xs_reason *why)
{
	const struct xs_section *s = &image->sections[image->modinfo];
	const struct xs_core *core = payload->core;

	if (!image->modinfo || !s->bytes)
		return 0;
	payload->metadata = core->host->alloc(core->ctx, s->len);
	if (!payload->metadata)
		return xs_refuse(why, XS_ENOMEM, "no memory for %lu bytes of metadata",
				 (unsigned long)s->len);
	memcpy(payload->metadata, s->bytes, s->len);
	payload->metadata_len = s->len;
	return 0;
}

/* What every APPLY begins with, the first as well as one after a REVERT. */
static int data_keep(struct xs_payload *payload, struct xs_reason *why)
{
	const struct xs_span *data = &payload->tables.data;
	const struct xs_core *core = payload->core;

	if (!data->len)
		return 0;
	payload->data_copy = core->host->alloc(core->ctx, data->len);
	if (!payload->data_copy)
		return xs_refuse(why, XS_ENOMEM, "no memory for a copy of %lu bytes of data",
				 (unsigned long)data->len);
	memcpy(payload->data_copy, data->mem, data->len);
	return 0;
}

/* ---- the steps -------------------------------------------------------------------------------- */

static int payload_build(struct xs_payload *payload, struct xs_image *image, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	struct xs_slots slots = {0};
	int err;

	payload->build_id = image->build_id;
	payload->depends = image->depends;
	payload->host_depends = image->host_depends;
	if ((err = xs_depend_host(core, image, payload->name, why)) ||
	    (err = xs_link_resolve(payload, image, &slots, why)) ||
	    (err = xs_percpu_place(payload, image, why)) ||
	    (err = xs_place(payload, image, &slots, why)) ||
	    (err = xs_link_records(payload, image, &slots, why)) ||
	    (err = xs_funcs_read(payload, image, why)) ||
	    (err = xs_link_rest(payload, image, &slots, why)) ||
	    (err = xs_calls_link(payload, image, why)) || (err = hooks_find(payload, image, why)) ||
	    (err = metadata_keep(payload, image, why)) ||
	    (err = xs_symbols_keep(payload, image, why)) ||
	    (err = xs_pointers_read(payload, image, why)) ||
	    (err = xs_tables_prepare(payload, image, why)) || (err = data_keep(payload, why)) ||
	    (err = xs_place_seal(payload, why)))
		return err;
	if (!core->host->attach)
		return 0;
	err = core->host->attach(core->ctx, payload, &payload->tables, &payload->cookie);
	if (err)
		return xs_refuse(why, -err,
				 "the host could not take up the payload's tables (error %d)",
				 -err);
	payload->attached = true;
	return 0;
}

void xs_payload_free(struct xs_payload *payload)
{
	const struct xs_core *core = payload->core;
	unsigned int i;

	if (payload->attached && core->host->detach)
		core->host->detach(core->ctx, payload->cookie);
	for (i = 0; i < payload->provider_count; i++)
		payload->providers[i]->users--;
	xs_funcs_free(payload);
	xs_place_release(payload);
	core->host->free(core->ctx, payload->providers);
	core->host->free(core->ctx, payload->data_copy);
	core->host->free(core->ctx, payload->metadata);
	core->host->free(core->ctx, payload->strings);
	core->host->free(core->ctx, payload->symbols);
	core->host->free(core->ctx, payload);
}

/* What INFO tells of an upload that came to nothing. */
static void refusal_keep(struct xs_core *core, const char *name, const struct xs_image *image,
			 int err, const struct xs_reason *why)
{
	memset(core->refused_name, 0, sizeof(core->refused_name));
	memcpy(core->refused_name, name, strlen(name));
	core->refused_rc = err;
	core->refused_build_id = image->build_id;
	core->refused_depends = image->depends;
	core->refused_host_depends = image->host_depends;
	core->refused_why = *why;
	xs_log(core, XS_LOG_ERROR, "%s: upload refused: %s", name, why->text);
}

static int name_prove(const char *name, struct xs_reason *why)
{
	size_t len = strlen(name);

	if (!len || len >= XS_NAME_SIZE)
		return xs_refuse(why, XS_EINVAL, "a payload's name has 1 to %u bytes",
				 XS_NAME_SIZE - 1);
	return 0;
}

static int payload_new(struct xs_core *core, const char *name, struct xs_image *image,
		       const void *bytes, size_t len, struct xs_payload **out,
		       struct xs_reason *why)
{
	struct xs_payload *payload;
	int err;

	err = xs_image_open(image, core->host, core->ctx, bytes, len, why);
	if (err)
		return err;
	if (core->host->signature) {
		err = core->host->signature(core->ctx, bytes, len, why);
		if (err)
			return err;
	}
	payload = core->host->alloc(core->ctx, sizeof(*payload));
	if (!payload)
		return xs_refuse(why, XS_ENOMEM, "no memory for a payload");
	payload->core = core;
	memcpy(payload->name, name, strlen(name));
	payload->state = XS_STATE_LOADED;
	err = payload_build(payload, image, why);
	if (err) {
		xs_payload_free(payload);
		return err;
	}
	*out = payload;
	return 0;
}

int xs_upload(struct xs_core *core, const char *name, const void *image, size_t len)
{
	uint64_t begin = core->host->now ? core->host->now(core->ctx) : 0;
	struct xs_payload *payload = NULL;
	struct xs_image index = {0};
	struct xs_reason why = {{0}};
	int err;

	err = name_prove(name, &why);
	if (err)
		return err;
	if (xs_registry_find(core, name))
		return -XS_EEXIST;
	err = payload_new(core, name, &index, image, len, &payload, &why);
	if (err) {
		refusal_keep(core, name, &index, err, &why);
		xs_image_close(&index);
		return err;
	}
	xs_image_close(&index);
	if (core->host->now)
		payload->upload_ns = core->host->now(core->ctx) - begin;
	xs_registry_add(core, payload);
	xs_depend_upload(payload);
	xs_log(core, XS_LOG_INFO, "%s: loaded, %u functions, text at %#lx", name,
	       payload->patch_count, (unsigned long)payload->tables.text.va);
	return 0;
}
