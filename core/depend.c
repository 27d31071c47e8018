// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"

bool xs_build_id_equal(const struct xs_build_id *a, const struct xs_build_id *b)
{
	return a->len && a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

const char *xs_build_id_hex(const struct xs_build_id *id, char *buf)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t i;

	for (i = 0; i < id->len && i < XS_BUILD_ID_MAX; i++) {
		buf[2 * i] = digits[id->bytes[i] >> 4];
		buf[2 * i + 1] = digits[id->bytes[i] & 15];
	}
	buf[2 * i] = 0;
	return buf;
}

static int host_id(const struct xs_core *core, struct xs_build_id *out, struct xs_reason *why)
{
	int err = core->host->build_id(core->ctx, out);

	if (err || !out->len)
		return xs_refuse(
			why, XS_ENODATA,
			"the host has no build-id, so nothing can be proven to be made for it");
	return 0;
}

int xs_depend_host(const struct xs_core *core, const struct xs_image *image, const char *name,
		   struct xs_reason *why)
{
	char needed[XS_BUILD_ID_HEX], found[XS_BUILD_ID_HEX];
	struct xs_build_id id = {0};
	int err = host_id(core, &id, why);

	if (err)
		return err;
	if (!xs_build_id_equal(&id, &image->host_depends))
		return xs_refuse(why, XS_EINVAL,
				 "built for host build-id %s, running is %s; rebuild against this "
				 "host's image",
				 xs_build_id_hex(&image->host_depends, needed),
				 xs_build_id_hex(&id, found));
	return 0;
}

/* Depending on the host means: needs no other payload. */
static bool stands_on_host(const struct xs_payload *payload)
{
	struct xs_build_id id = {0};

	return !payload->core->host->build_id(payload->core->ctx, &id) &&
	       xs_build_id_equal(&id, &payload->depends);
}

static struct xs_payload *by_build_id(const struct xs_core *core, const struct xs_build_id *id,
				      bool applied)
{
	struct xs_payload *p;

	for (p = core->first; p; p = p->next)
		if (xs_build_id_equal(&p->build_id, id) && (!applied || xs_registry_applied(p)))
			return p;
	return NULL;
}

void xs_depend_upload(const struct xs_payload *payload)
{
	char id[XS_BUILD_ID_HEX];

	if (!stands_on_host(payload) && !by_build_id(payload->core, &payload->depends, false))
		xs_log(payload->core, XS_LOG_WARNING,
		       "%s: depends on build-id %s, which is not loaded yet", payload->name,
		       xs_build_id_hex(&payload->depends, id));
}

int xs_depend_apply(const struct xs_payload *payload, struct xs_reason *why)
{
	const struct xs_payload *on;
	char id[XS_BUILD_ID_HEX];

	if (stands_on_host(payload) || by_build_id(payload->core, &payload->depends, true))
		return 0;
	on = by_build_id(payload->core, &payload->depends, false);
	if (on)
		return xs_refuse(why, XS_EINVAL,
				 "depends on payload %s, which is not applied; apply it first",
				 on->name);
	return xs_refuse(
		why, XS_EINVAL,
		"depends on build-id %s, which is neither the host's nor a loaded payload's",
		xs_build_id_hex(&payload->depends, id));
}

int xs_depend_replace(const struct xs_payload *payload, struct xs_reason *why)
{
	char id[XS_BUILD_ID_HEX];

	if (stands_on_host(payload))
		return 0;
	return xs_refuse(why, XS_EINVAL,
			 "depends on build-id %s, but a replacement leaves only the host to stand "
			 "on; rebuild it for the host alone",
			 xs_build_id_hex(&payload->depends, id));
}

bool xs_depend_on(const struct xs_payload *payload, const struct xs_payload *other)
{
	const struct xs_core *core = payload->core;
	unsigned int steps;

	/* Build-ids may form a ring in a hostile set of files: no more steps than payloads. */
	for (steps = 0; payload && steps <= core->count; steps++) {
		if (xs_build_id_equal(&payload->depends, &other->build_id))
			return true;
		if (stands_on_host(payload))
			return false;
		payload = by_build_id(core, &payload->depends, false);
	}
	return false;
}

static const struct xs_patch *overlap(const struct xs_payload *a, const struct xs_payload *b)
{
	unsigned int i, j;

	for (i = 0; i < a->patch_count; i++)
		for (j = 0; j < b->patch_count; j++) {
			const struct xs_patch *pa = &a->patches[i], *pb = &b->patches[j];

			if (pa->old_va < pb->old_va + pb->old_len &&
			    pb->old_va < pa->old_va + pa->old_len)
				return pa;
		}
	return NULL;
}

int xs_depend_overlap(const struct xs_payload *payload, struct xs_reason *why)
{
	const struct xs_payload *p;

	for (p = payload->core->top; p; p = p->below) {
		const struct xs_patch *patch = overlap(payload, p);

		if (patch && !xs_depend_on(payload, p))
			return xs_refuse(
				why, XS_EINVAL,
				"function %s is patched by %s already, and this payload does not "
				"depend on it; rebuild it on top of %s, or replace",
				patch->name, p->name, p->name);
	}
	return 0;
}

int xs_depend_revert(const struct xs_payload *payload, struct xs_reason *why)
{
	const struct xs_payload *p;

	/* Those above it in the order of application. */
	for (p = payload->core->top; p && p != payload; p = p->below) {
		const struct xs_patch *patch = overlap(payload, p);
		unsigned int i;

		if (patch)
			return xs_refuse(why, XS_EBUSY,
					 "function %s was patched again by %s; revert %s first",
					 patch->name, p->name, p->name);
		if (xs_depend_on(p, payload))
			return xs_refuse(why, XS_EBUSY, "payload %s depends on it; revert %s first",
					 p->name, p->name);
		for (i = 0; i < p->provider_count; i++)
			if (p->providers[i] == payload)
				return xs_refuse(why, XS_EBUSY,
						 "payload %s uses its symbols; revert %s first",
						 p->name, p->name);
	}
	return 0;
}
