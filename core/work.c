// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"
#include "plan.h"

int xs_work_hook(const struct xs_payload *payload, enum xs_hook hook, bool returns)
{
	const struct xs_core *core = payload->core;
	int rc =
		core->host->call_hook(core->ctx, payload->hooks[hook][0], payload->cookie, returns);

	return rc > 0 ? -XS_EINVAL : rc;
}

/* ---- in the stop ------------------------------------------------------------------------------ */

static void hooks_run(struct xs_core *core, struct xs_payload *payload, enum xs_hook hook)
{
	uint64_t begin;
	unsigned int i;

	if (!xs_has_hook(payload, hook))
		return;
	begin = core->host->now(core->ctx);
	for (i = 0; i < payload->hook_count[hook]; i++)
		core->host->call_void(core->ctx, payload->hooks[hook][i]);
	core->stop.stats.hooks_ns += core->host->now(core->ctx) - begin;
}

/* A hook that stands in for the writes; or the writes. */
static int writes_or_hook(struct xs_core *core, struct xs_payload *payload, enum xs_hook hook)
{
	int rc;

	if (!xs_has_hook(payload, hook)) {
		xs_plan_commit(core->work.plan);
		core->work.committed = true;
		return 0;
	}
	rc = xs_work_hook(payload, hook, true);
	if (rc)
		xs_refuse(&core->stop.why, -rc,
			  "its hook in %s refused with %d; the functions are as they were",
			  xs_hook_section(hook), rc);
	return rc;
}

/*
 * Load hooks see the functions before they change, unload hooks after they changed back, as the payload
 * format has it. In a replacement the one set of writes comes behind both.
 */
static int revert_commit(struct xs_core *core, struct xs_payload *payload)
{
	int rc = writes_or_hook(core, payload, XS_HOOK_REVERT);

	if (!rc)
		hooks_run(core, payload, XS_HOOK_UNLOAD);
	return rc;
}

static int work_commit(struct xs_core *core)
{
	struct xs_work *work = &core->work;
	struct xs_payload *p;
	int rc;

	if (work->action == XS_ACTION_REVERT)
		return revert_commit(core, work->payload);
	work->payload->ran = true;
	for (p = core->top; p && work->action == XS_ACTION_REPLACE; p = p->below)
		hooks_run(core, p, XS_HOOK_UNLOAD);
	hooks_run(core, work->payload, XS_HOOK_LOAD);
	rc = writes_or_hook(core, work->payload, XS_HOOK_APPLY);
	/* A hook stood in for the writes and refused: what the load hooks did is undone. */
	if (rc)
		hooks_run(core, work->payload, XS_HOOK_UNLOAD);
	return rc;
}

int xs_work_commit(struct xs_core *core)
{
	int rc;

	xs_shadow_stop(core, true);
	rc = work_commit(core);
	xs_shadow_stop(core, false);
	return rc;
}

/* ---- after the stop --------------------------------------------------------------------------- */

static void host_settled(struct xs_payload *payload, int rc)
{
	const struct xs_core *core = payload->core;

	if (core->host->settled)
		core->host->settled(core->ctx, payload->cookie, payload, payload->state, rc);
}

static void stats_keep(struct xs_core *core, struct xs_payload *payload, int rc)
{
	payload->last = core->stop.stats;
	core->last = core->stop.stats;
	memcpy(core->last_name, payload->name, sizeof(core->last_name));
	if (rc) {
		core->stops_failed++;
		return;
	}
	core->stops++;
	if (core->last.stopped_ns > core->longest_stopped_ns)
		core->longest_stopped_ns = core->last.stopped_ns;
}

static void states_move(struct xs_core *core, const struct xs_work *work)
{
	if (work->committed)
		xs_plan_settle(work->plan);
	while (work->action == XS_ACTION_REPLACE && core->top) {
		struct xs_payload *gone = core->top;

		xs_registry_drop(core, gone);
		xs_shadow_inherit(core, gone, work->payload);
		host_settled(gone, 0);
		xs_log(core, XS_LOG_INFO, "%s: replaced by %s", gone->name, work->payload->name);
	}
	if (work->action == XS_ACTION_REVERT)
		xs_registry_drop(core, work->payload);
	else
		xs_registry_push(core, work->payload);
}

static void outcome_log(const struct xs_core *core, const struct xs_payload *payload, int rc)
{
	const struct xs_stop_stats *stats = &core->stop.stats;

	if (rc)
		xs_log(core, XS_LOG_ERROR, "%s: %s failed (%d): %s", payload->name,
		       xs_action_name(stats->action), rc, core->stop.why.text);
	else
		xs_log(core, XS_LOG_INFO,
		       "%s: %s done, %u bytes in %u stores, %u CPUs stopped for %lu ns",
		       payload->name, xs_action_name(stats->action), stats->write_bytes,
		       stats->writes, stats->cpus, (unsigned long)stats->stopped_ns);
}

bool xs_work_settle(struct xs_core *core, int rc)
{
	struct xs_work *work = &core->work;
	struct xs_payload *payload = work->payload;
	enum xs_hook post =
		work->action == XS_ACTION_REVERT ? XS_HOOK_POSTREVERT : XS_HOOK_POSTAPPLY;

	if (!rc)
		states_move(core, work);
	/* A hook stood in for the writes, or it did not come to them. */
	if (!work->committed)
		core->stop.stats.writes = core->stop.stats.write_bytes = 0;
	stats_keep(core, payload, rc);
	outcome_log(core, payload, rc);
	host_settled(payload, rc);
	payload->why = core->stop.why;
	if (work->action != XS_ACTION_REPLACE && xs_has_hook(payload, post)) {
		work->second_half = true;
		xs_work_hook(payload, post, false);
		work->second_half = false;
	}
	xs_shadow_forget(core, payload);
	xs_plan_free(work->plan);
	work->plan = NULL;
	return work->reverted_live;
}

void xs_work_publish(struct xs_core *core, int rc, bool lingers)
{
	struct xs_work *work = &core->work;
	struct xs_payload *payload = work->payload;

	if (lingers)
		payload->lingers = core->stops + 1;
	work->payload = NULL;
	/*
	 * The control side may begin a new action once it sees busy fall, and touch this payload once
	 * it sees its rc: everything else comes before. Pairs with the loads in xs_action().
	 */
	__atomic_store_n(&work->busy, 0, __ATOMIC_RELEASE);
	__atomic_store_n(&payload->rc, rc, __ATOMIC_RELEASE);
}

int xs_payload_revert_live(struct xs_payload *payload)
{
	struct xs_core *core = payload->core;
	struct xs_work *work = &core->work;

	if (!work->second_half || work->payload != payload || work->committed ||
	    work->action != XS_ACTION_REVERT || !xs_registry_applied(payload))
		return -XS_EINVAL;
	xs_plan_commit(work->plan);
	core->host->sync_core(core->ctx);
	xs_shadow_stop(core, true);
	hooks_run(core, payload, XS_HOOK_UNLOAD);
	xs_shadow_stop(core, false);
	xs_plan_settle(work->plan);
	work->committed = true;
	work->reverted_live = true;
	xs_registry_drop(core, payload);
	host_settled(payload, payload->rc);
	return 0;
}
