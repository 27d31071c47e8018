// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"

/* ---- the list: fault handlers walk it, so links are published complete ------------------------- */

struct xs_payload *xs_registry_find(struct xs_core *core, const char *name)
{
	struct xs_payload *p;

	for (p = core->first; p; p = p->next)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

static struct xs_payload **link_to(struct xs_core *core, const struct xs_payload *payload)
{
	struct xs_payload **link = &core->first;

	while (*link != payload)
		link = &(*link)->next;
	return link;
}

void xs_registry_add(struct xs_core *core, struct xs_payload *payload)
{
	payload->next = NULL;
	/* Release: pairs with the acquire in xs_payload_at(), symbols.c. */
	__atomic_store_n(link_to(core, NULL), payload, __ATOMIC_RELEASE);
	core->count++;
	core->list_version++;
}

void xs_registry_remove(struct xs_core *core, struct xs_payload *payload)
{
	__atomic_store_n(link_to(core, payload), payload->next, __ATOMIC_RELEASE);
	core->count--;
	core->list_version++;
}

/* ---- the order of application ----------------------------------------------------------------- */

void xs_registry_push(struct xs_core *core, struct xs_payload *payload)
{
	payload->below = core->top;
	core->top = payload;
	__atomic_store_n(&payload->state, XS_STATE_APPLIED, __ATOMIC_RELEASE);
}

void xs_registry_drop(struct xs_core *core, struct xs_payload *payload)
{
	struct xs_payload **link = &core->top;

	while (*link != payload)
		link = &(*link)->below;
	*link = payload->below;
	payload->below = NULL;
	__atomic_store_n(&payload->state, XS_STATE_LOADED, __ATOMIC_RELEASE);
}

bool xs_registry_applied(const struct xs_payload *payload)
{
	return __atomic_load_n(&payload->state, __ATOMIC_ACQUIRE) == XS_STATE_APPLIED;
}

/* ---- state × action --------------------------------------------------------------------------- */

struct row {
	uint32_t action;
	const char *name;
	struct xs_cell loaded;
	struct xs_cell applied;
};

static const struct row rows[] = {
	{XS_ACTION_UNLOAD,
	 "unload",
	 {XS_VERDICT_NOW, 0},
	 {XS_VERDICT_WRONG_STATE, XS_STATE_APPLIED}},
	{XS_ACTION_REVERT,
	 "revert",
	 {XS_VERDICT_WRONG_STATE, XS_STATE_LOADED},
	 {XS_VERDICT_STOP, XS_STATE_LOADED}},
	{XS_ACTION_APPLY,
	 "apply",
	 {XS_VERDICT_STOP, XS_STATE_APPLIED},
	 {XS_VERDICT_WRONG_STATE, XS_STATE_APPLIED}},
	{XS_ACTION_REPLACE,
	 "replace",
	 {XS_VERDICT_STOP, XS_STATE_APPLIED},
	 {XS_VERDICT_WRONG_STATE, XS_STATE_APPLIED}},
	{XS_ACTION_CHECK,
	 "check",
	 {XS_VERDICT_NOW, XS_STATE_LOADED},
	 {XS_VERDICT_WRONG_STATE, XS_STATE_APPLIED}},
};

static const struct row *row_of(uint32_t action)
{
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].action == action)
			return &rows[i];
	return NULL;
}

const struct xs_cell *xs_registry_cell(uint32_t state, uint32_t action)
{
	const struct row *row = row_of(action);

	if (!row)
		return NULL;
	return state == XS_STATE_APPLIED ? &row->applied : &row->loaded;
}

const char *xs_action_name(uint32_t action)
{
	const struct row *row = row_of(action);

	return row ? row->name : "?";
}
