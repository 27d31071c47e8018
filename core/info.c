// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"

/* While an action is under way its statistics belong to the driver. */
static bool work_under_way(const struct xs_core *core)
{
	return __atomic_load_n(&core->work.busy, __ATOMIC_ACQUIRE);
}

static void copy_text(char *to, const char *from, size_t size)
{
	size_t len = strlen(from);

	if (len >= size)
		len = size - 1;
	memset(to, 0, size);
	memcpy(to, from, len);
}

int xs_info(struct xs_core *core, struct xs_info *out)
{
	const struct xs_payload *p;
	unsigned int cpu;

	memset(out, 0, sizeof(*out));
	out->version = XS_INFO_VERSION;
	out->size = sizeof(*out);
	copy_text(out->host, core->host->name, sizeof(out->host));
	if (core->host->build_id(core->ctx, &out->build_id))
		out->build_id.len = 0;
	out->payloads = core->count;
	for (p = core->first; p; p = p->next)
		out->applied += xs_registry_applied(p);
	for (cpu = 0; cpu < core->stop.limit; cpu++)
		out->cpus += core->host->cpu_present(core->ctx, cpu);
	if (work_under_way(core))
		return 0;
	out->stops = core->stops;
	out->stops_failed = core->stops_failed;
	copy_text(out->last_name, core->last_name, sizeof(out->last_name));
	out->last = core->last;
	out->longest_stopped_ns = core->longest_stopped_ns;
	return 0;
}

static uint32_t apply_idx(const struct xs_core *core, const struct xs_payload *payload)
{
	const struct xs_payload *p = core->top;
	uint32_t idx = 0;

	while (p && p != payload)
		p = p->below;
	for (; p; p = p->below)
		idx++;
	return idx;
}

static int refused_info(const struct xs_core *core, const char *name, struct xs_payload_info *out)
{
	if (!*name || strcmp(name, core->refused_name))
		return -XS_ENOENT;
	memset(out, 0, sizeof(*out));
	out->version = XS_INFO_VERSION;
	out->size = sizeof(*out);
	out->rc = core->refused_rc;
	out->build_id = core->refused_build_id;
	out->depends = core->refused_depends;
	out->host_depends = core->refused_host_depends;
	copy_text(out->reason, core->refused_why.text, sizeof(out->reason));
	return 0;
}

int xs_payload_info(struct xs_core *core, const char *name, struct xs_payload_info *out)
{
	const struct xs_payload *p = xs_registry_find(core, name);
	struct xs_status status;

	if (!p)
		return refused_info(core, name, out);
	memset(out, 0, sizeof(*out));
	out->version = XS_INFO_VERSION;
	out->size = sizeof(*out);
	xs_payload_status(p, &status);
	out->state = status.state;
	out->rc = status.rc;
	xs_payload_ids(p, &out->build_id, &out->depends, &out->host_depends);
	out->funcs = p->patch_count;
	out->users = p->users;
	out->text_va = p->tables.text.va;
	out->text_len = p->tables.text.len;
	out->rodata_va = p->tables.rodata.va;
	out->rodata_len = p->tables.rodata.len;
	out->data_va = p->tables.data.va;
	out->data_len = p->tables.data.len;
	out->upload_ns = p->upload_ns;
	if (work_under_way(core) || status.rc == -XS_EAGAIN)
		return 0;
	out->apply_idx = apply_idx(core, p);
	out->last = p->last;
	if (status.rc)
		copy_text(out->reason, p->why.text, sizeof(out->reason));
	return 0;
}
