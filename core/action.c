// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"
#include "plan.h"

/* ---- before the stop -------------------------------------------------------------------------- */

/* In a replacement two payloads act at once: what a vetoing or substituting hook meant is lost. */
static int replace_hooks_refuse(const struct xs_payload *payload, struct xs_reason *why)
{
	unsigned int hook;

	for (hook = XS_HOOK_PREAPPLY; hook < XS_HOOKS; hook++)
		if (xs_has_hook(payload, hook))
			return xs_refuse(why, XS_EINVAL,
					 "payload %s has a hook in %s and cannot take part in a "
					 "replacement; revert and apply one by one",
					 payload->name, xs_hook_section(hook));
	return 0;
}

static int replace_prove(const struct xs_payload *payload, bool nodeps, struct xs_reason *why)
{
	const struct xs_payload *p;
	int err = nodeps ? 0 : xs_depend_replace(payload, why);

	if (!err)
		err = replace_hooks_refuse(payload, why);
	for (p = payload->core->top; p && !err; p = p->below)
		err = replace_hooks_refuse(p, why);
	return err;
}

static int parked_refuse(const struct xs_core *core, struct xs_reason *why)
{
	const char *text = "a stack is parked";
	int err = core->host->parked ? core->host->parked(core->ctx, &text) : 0;

	return err ? xs_refuse(why, -err, "%s; nothing was changed, try again", text) : 0;
}

/* Every test of an action, and its plan. */
static int action_prepare(struct xs_payload *payload, uint32_t action, bool nodeps,
			  struct xs_plan **plan, struct xs_reason *why)
{
	struct xs_core *core = payload->core;
	int err;

	switch (action) {
	case XS_ACTION_REVERT:
		if ((err = xs_depend_revert(payload, why)) || (err = parked_refuse(core, why)))
			return err;
		return xs_plan_new(core, NULL, payload, false, plan, why);
	case XS_ACTION_REPLACE:
		if ((err = replace_prove(payload, nodeps, why)) || (err = parked_refuse(core, why)))
			return err;
		return xs_plan_new(core, payload, NULL, true, plan, why);
	default: /* APPLY, CHECK */
		if (!nodeps && ((err = xs_depend_apply(payload, why)) ||
				(err = xs_depend_overlap(payload, why))))
			return err;
		err = parked_refuse(core, why);
		if (err)
			return err;
		return xs_plan_new(core, payload, NULL, false, plan, why);
	}
}

static int pre_hook(struct xs_payload *payload, uint32_t action, struct xs_reason *why)
{
	enum xs_hook hook = action == XS_ACTION_REVERT ? XS_HOOK_PREREVERT : XS_HOOK_PREAPPLY;
	int rc;

	if (action == XS_ACTION_REPLACE || !xs_has_hook(payload, hook))
		return 0;
	payload->ran = true;
	rc = xs_work_hook(payload, hook, true);
	if (rc)
		xs_refuse(why, -rc, "its hook in %s refused with %d; nothing was changed",
			  xs_hook_section(hook), rc);
	return rc;
}

/*
 * A payload that was reverted starts anew: its counters, its "done once" marks. Not while another one
 * is linked to it, whose data this is too.
 */
static int data_renew(struct xs_payload *payload, struct xs_reason *why)
{
	const struct xs_span *data = &payload->tables.data;
	bool stale = payload->data_used && !payload->users;
	int err = stale ? xs_percpu_clear(payload, why) : 0;

	if (err)
		return err;
	if (stale && data->len)
		memcpy(data->mem, payload->data_copy, data->len);
	payload->data_used = true;
	return 0;
}

static int action_begin(struct xs_payload *payload, uint32_t action, uint32_t timeout_ns,
			bool nodeps, struct xs_reason *why)
{
	struct xs_core *core = payload->core;
	struct xs_work *work = &core->work;
	struct xs_plan *plan;
	int err;

	if (!core->host->cpu_limit)
		return xs_refuse(why, XS_EOPNOTSUPP, "this host only checks: it has no CPUs");
	err = action_prepare(payload, action, nodeps, &plan, why);
	if (err)
		return err;
	err = xs_plan_map(plan, why);
	if (!err && action != XS_ACTION_REVERT)
		err = data_renew(payload, why);
	if (!err)
		err = pre_hook(payload, action, why);
	if (err) {
		xs_shadow_forget(core, payload);
		xs_plan_free(plan);
		return err;
	}
	memset(work, 0, sizeof(*work));
	work->action = action;
	work->payload = payload;
	work->plan = plan;
	__atomic_store_n(&work->busy, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&payload->rc, -XS_EAGAIN, __ATOMIC_RELAXED);
	xs_stop_request(core, timeout_ns ? timeout_ns : XS_TIMEOUT_DEFAULT_NS);
	return 0;
}

/* ---- without a stop --------------------------------------------------------------------------- */

static int action_check(struct xs_payload *payload, bool nodeps, struct xs_reason *why)
{
	struct xs_plan *plan;
	int err = action_prepare(payload, XS_ACTION_CHECK, nodeps, &plan, why);

	if (!err)
		xs_plan_free(plan);
	return err;
}

static int action_unload(struct xs_payload *payload, struct xs_reason *why)
{
	struct xs_core *core = payload->core;
	struct xs_payload *p;
	unsigned int i;
	int err;

	for (p = core->first; payload->users && p; p = p->next)
		for (i = 0; i < p->provider_count; i++)
			if (p->providers[i] == payload)
				return xs_refuse(why, XS_EBUSY,
						 "payload %s is linked to it; unload %s first",
						 p->name, p->name);
	if (payload->lingers > core->stops)
		return xs_refuse(
			why, XS_EBUSY,
			"a hook switched it off while CPUs ran, and they did not all leave it in "
			"time; apply or revert something, then unload");
	if ((err = xs_pointers_unload(payload, why)) || (err = parked_refuse(core, why)))
		return err;
	xs_shadow_forget(core, payload);
	xs_registry_remove(core, payload);
	xs_log(core, XS_LOG_INFO, "%s: unloaded", payload->name);
	xs_payload_free(payload);
	return 0;
}

/* ---- the request ------------------------------------------------------------------------------ */

static int flags_prove(uint32_t action, uint32_t flags, struct xs_reason *why)
{
	if (flags & ~XS_FLAG_NODEPS)
		return xs_refuse(why, XS_EINVAL, "unknown flags %#x", flags & ~XS_FLAG_NODEPS);
	if (flags && (action == XS_ACTION_UNLOAD || action == XS_ACTION_REVERT))
		return xs_refuse(why, XS_EINVAL, "%s takes no flags", xs_action_name(action));
	return 0;
}

static int action_dispatch(struct xs_payload *payload, uint32_t action, uint32_t timeout_ns,
			   uint32_t flags, struct xs_reason *why)
{
	const struct xs_cell *cell = xs_registry_cell(payload->state, action);
	bool nodeps = flags & XS_FLAG_NODEPS;
	int err = flags_prove(action, flags, why);

	if (err)
		return err;
	if (cell->verdict == XS_VERDICT_WRONG_STATE)
		return xs_refuse(why, XS_EINVAL, "%s needs a payload that is %s; this one is %s",
				 xs_action_name(action),
				 payload->state == XS_STATE_APPLIED ? "not applied" : "applied",
				 payload->state == XS_STATE_APPLIED ? "applied" : "not");
	if (cell->verdict == XS_VERDICT_STOP)
		return action_begin(payload, action, timeout_ns, nodeps, why);
	return action_check(payload, nodeps, why);
}

int xs_action(struct xs_core *core, const char *name, uint32_t action, uint32_t timeout_ns,
	      uint32_t flags)
{
	struct xs_payload *payload = xs_registry_find(core, name);
	struct xs_reason why = {{0}};
	int err;

	if (!xs_registry_cell(XS_STATE_LOADED, action))
		return -XS_EOPNOTSUPP;
	if (!payload)
		return -XS_ENOENT;
	/* Acquire: pairs with the stores in xs_work_publish(). */
	if (__atomic_load_n(&core->work.busy, __ATOMIC_ACQUIRE) ||
	    __atomic_load_n(&payload->rc, __ATOMIC_ACQUIRE) == -XS_EAGAIN)
		return -XS_EBUSY;
	if (action == XS_ACTION_UNLOAD && !flags && payload->state == XS_STATE_LOADED) {
		err = action_unload(payload, &why);
		if (!err)
			return 0;
	} else {
		err = action_dispatch(payload, action, timeout_ns, flags, &why);
		if (!err && action != XS_ACTION_CHECK)
			return 0;
	}
	payload->why = why;
	__atomic_store_n(&payload->rc, err, __ATOMIC_RELEASE);
	if (err)
		xs_log(core, XS_LOG_ERROR, "%s: %s refused: %s", payload->name,
		       xs_action_name(action), why.text);
	return err;
}
