// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shadow variables: data of a payload's, attached to objects of the host's. A hash table by object and id,
 * one guard (the host's) around it. It grows outside of the guard; nothing is allocated or freed in the stop.
 */
#include "payload.h"

#define BUCKETS_MIN 64u

/* struct xs_shadow - what is attached; the data follow, aligned as the heap's memory is */
struct xs_shadow {
	struct xs_shadow *next;
	const void *object;
	uint64_t id;
	struct xs_payload
		*owner; /* it goes when this is reverted; NULL: only when it is detached */
};

static void *data_of(struct xs_shadow *shadow)
{
	return shadow + 1;
}

static struct xs_shadow **bucket_of(const struct xs_shadows *shadows, const void *object,
				    uint64_t id)
{
	/* Multiplicative hashing: the upper bits depend on all others. */
	uint64_t hash = ((uintptr_t)object ^ id * 0xff51afd7ed558ccdull) * 0x9e3779b97f4a7c15ull;

	return &shadows->buckets[(hash >> 32) & (shadows->bucket_count - 1)];
}

/* The link that leads to it, or to the end of its chain; NULL without a table. */
static struct xs_shadow **link_of(const struct xs_shadows *shadows, const void *object, uint64_t id)
{
	struct xs_shadow **link;

	if (!shadows->bucket_count)
		return NULL;
	link = bucket_of(shadows, object, id);
	while (*link && ((*link)->object != object || (*link)->id != id))
		link = &(*link)->next;
	return link;
}

static bool in_stop(const struct xs_core *core)
{
	return __atomic_load_n(&core->shadows.in_stop, __ATOMIC_ACQUIRE);
}

void *xs_core_shadow_get(struct xs_core *core, const void *object, uint64_t id)
{
	struct xs_shadow **link;
	unsigned long flags;
	void *data = NULL;

	/* What one's own thread attached is seen; without any the guard is not even asked for. */
	if (!core->host->guard || !__atomic_load_n(&core->shadows.count, __ATOMIC_ACQUIRE))
		return NULL;
	flags = core->host->guard(core->ctx);
	link = link_of(&core->shadows, object, id);
	if (link && *link)
		data = data_of(*link);
	core->host->unguard(core->ctx, flags);
	return data;
}

/* ---- attaching -------------------------------------------------------------------------------- */

static void rehash(struct xs_shadows *shadows, struct xs_shadow **buckets, uint64_t count)
{
	struct xs_shadow **old = shadows->buckets, *shadow, *next, **link;
	uint64_t old_count = shadows->bucket_count, i;

	shadows->buckets = buckets;
	shadows->bucket_count = count;
	for (i = 0; i < old_count; i++) {
		for (shadow = old[i]; shadow; shadow = next) {
			next = shadow->next;
			link = bucket_of(shadows, shadow->object, shadow->id);
			shadow->next = *link;
			*link = shadow;
		}
	}
}

/* Room for one more. Two that grow it at once: the one that comes second drops what it has got. */
static bool make_room(struct xs_core *core)
{
	struct xs_shadows *shadows = &core->shadows;
	struct xs_shadow **fresh, **old = NULL;
	uint64_t have, want;
	unsigned long flags;

	flags = core->host->guard(core->ctx);
	have = shadows->bucket_count;
	want = shadows->count < have ? 0 : have ? 2 * have : BUCKETS_MIN;
	core->host->unguard(core->ctx, flags);
	if (!want)
		return true;
	fresh = core->host->alloc(core->ctx, want * sizeof(*fresh));
	if (!fresh)
		return have; /* longer chains do as well */
	flags = core->host->guard(core->ctx);
	old = fresh;
	if (shadows->bucket_count == have) {
		old = shadows->buckets;
		rehash(shadows, fresh, want);
	}
	core->host->unguard(core->ctx, flags);
	core->host->free(core->ctx, old);
	return true;
}

void *xs_core_shadow_attach(struct xs_core *core, const void *object, uint64_t id, uint64_t size,
			    xs_shadow_init_t init, void *arg, const void *here)
{
	struct xs_payload *owner = xs_payload_at(core, (uintptr_t)here);
	struct xs_shadow *fresh, **link;
	unsigned long flags;
	void *data = xs_core_shadow_get(core, object, id);

	if (data || !core->host->guard || in_stop(core) || size > ~0ull - sizeof(*fresh) ||
	    !make_room(core))
		return data;
	fresh = core->host->alloc(core->ctx, sizeof(*fresh) + size);
	if (!fresh)
		return NULL;
	flags = core->host->guard(core->ctx);
	link = link_of(&core->shadows, object, id);
	if (!*link) {
		fresh->object = object;
		fresh->id = id;
		fresh->owner = owner;
		if (init)
			init(object, data_of(fresh), arg);
		*link = fresh;
		fresh = NULL;
		__atomic_fetch_add(&core->shadows.count, 1, __ATOMIC_RELEASE);
	}
	data = data_of(*link);
	core->host->unguard(core->ctx, flags);
	core->host->free(core->ctx, fresh); /* somebody else was quicker */
	return data;
}

/* ---- detaching -------------------------------------------------------------------------------- */

/* From the table to the list @out. */
static void take(struct xs_core *core, struct xs_shadow **link, struct xs_shadow **out)
{
	struct xs_shadow *shadow = *link;

	*link = shadow->next;
	shadow->next = *out;
	*out = shadow;
	__atomic_fetch_sub(&core->shadows.count, 1, __ATOMIC_RELEASE);
}

static void free_list(struct xs_core *core, struct xs_shadow *list)
{
	struct xs_shadow *next;

	for (; list; list = next) {
		next = list->next;
		core->host->free(core->ctx, list);
	}
}

/* Nobody finds them any more. In the stop they wait for its end. */
static void let_go(struct xs_core *core, struct xs_shadow *list, xs_shadow_fini_t fini)
{
	struct xs_shadow *last = NULL, *shadow;

	for (shadow = list; shadow; shadow = shadow->next) {
		if (fini)
			fini(shadow->object, data_of(shadow));
		last = shadow;
	}
	if (!last || !in_stop(core)) {
		free_list(core, list);
		return;
	}
	last->next = core->shadows.dead;
	core->shadows.dead = list;
}

void xs_core_shadow_detach(struct xs_core *core, const void *object, uint64_t id,
			   xs_shadow_fini_t fini)
{
	struct xs_shadow **link, *gone = NULL;
	unsigned long flags;

	if (!core->host->guard)
		return;
	flags = core->host->guard(core->ctx);
	link = link_of(&core->shadows, object, id);
	if (link && *link)
		take(core, link, &gone);
	core->host->unguard(core->ctx, flags);
	let_go(core, gone, fini);
}

/* Of all that are attached: those of @owner, or, without one, those with @id. */
static struct xs_shadow *take_all(struct xs_core *core, const struct xs_payload *owner, uint64_t id)
{
	struct xs_shadows *shadows = &core->shadows;
	struct xs_shadow **link, *gone = NULL;
	unsigned long flags;
	uint64_t i;

	if (!core->host->guard)
		return NULL;
	flags = core->host->guard(core->ctx);
	for (i = 0; i < shadows->bucket_count; i++) {
		for (link = &shadows->buckets[i]; *link;) {
			if (owner ? (*link)->owner == owner : (*link)->id == id)
				take(core, link, &gone);
			else
				link = &(*link)->next;
		}
	}
	core->host->unguard(core->ctx, flags);
	return gone;
}

void xs_core_shadow_detach_all(struct xs_core *core, uint64_t id, xs_shadow_fini_t fini)
{
	let_go(core, take_all(core, NULL, id), fini);
}

/* ---- the payload's life ----------------------------------------------------------------------- */

void xs_shadow_stop(struct xs_core *core, bool begin)
{
	__atomic_store_n(&core->shadows.in_stop, begin, __ATOMIC_RELEASE);
}

void xs_shadow_inherit(struct xs_core *core, const struct xs_payload *from, struct xs_payload *to)
{
	struct xs_shadows *shadows = &core->shadows;
	struct xs_shadow *shadow;
	unsigned long flags;
	uint64_t i;

	if (!core->host->guard)
		return;
	flags = core->host->guard(core->ctx);
	for (i = 0; i < shadows->bucket_count; i++)
		for (shadow = shadows->buckets[i]; shadow; shadow = shadow->next)
			if (shadow->owner == from)
				shadow->owner = to;
	core->host->unguard(core->ctx, flags);
}

void xs_shadow_forget(struct xs_core *core, const struct xs_payload *payload)
{
	struct xs_shadow *dead = core->shadows.dead, *gone, *shadow;
	unsigned int count = 0;

	core->shadows.dead = NULL;
	free_list(core, dead);
	if (xs_registry_applied(payload))
		return;
	gone = take_all(core, payload, 0);
	for (shadow = gone; shadow; shadow = shadow->next)
		count++;
	if (count)
		xs_log(core, XS_LOG_INFO, "%s: %u shadow variables that it left are freed",
		       payload->name, count);
	free_list(core, gone);
}

void xs_shadow_fini(struct xs_core *core)
{
	struct xs_shadows *shadows = &core->shadows;
	uint64_t i;

	free_list(core, shadows->dead);
	for (i = 0; i < shadows->bucket_count; i++)
		free_list(core, shadows->buckets[i]);
	core->host->free(core->ctx, shadows->buckets);
}
