// SPDX-License-Identifier: BSD-2-Clause
/*
 * The stop: CPUs meet where nothing of interest is on their stacks, one of them (or the host's own
 * thread) commits, all synchronise, all leave.
 *
 *	driver				each CPU
 *	word = g		 (1)	sees the word at its quiescence point
 *	phase = g.GATHER		slot = g.INSIDE
 *	waits for g.INSIDE	 (2)
 *	phase = g.QUIET		 (3)	interrupts off, slot = g.STOPPED
 *	waits for g.STOPPED	 (4)
 *	last look, commit
 *	phase = g.SYNC		 (5)	serialises, slot = g.SYNCED
 *	waits for g.SYNCED	 (6)
 *	word = 0
 *	phase = g.LEAVE		 (7)	interrupts on, slot = RUNNING
 *
 * If anything is missing at the deadline the driver goes to LEAVE at once and nothing was changed.
 * Everything that is shared carries the stop's generation g, so that a CPU slow to leave one stop is
 * not taken for one that arrived at the next.
 *
 * A CPU that declared itself offline runs nothing of the image and is not waited for. Coming online, it
 * stores RUNNING and then loads the word; the driver stored the word and then loads the slot. All
 * four are sequentially consistent: either the driver sees the CPU and waits, or the CPU sees the word
 * and joins. It serialises before it goes on in any case when a stop took place meanwhile.
 */
#include "payload.h"
#include "plan.h"

enum xs_phase { PHASE_GATHER = 1, PHASE_QUIET, PHASE_SYNC, PHASE_LEAVE };

#define STATE_BITS 3
#define STATE_MASK ((1u << STATE_BITS) - 1)
#define GENERATION_MASK (~0u >> STATE_BITS)
#define NO_CPU (~0u)

/* ---- words ------------------------------------------------------------------------------------ */

static void phase_set(struct xs_stop *stop, uint32_t g, enum xs_phase phase)
{
	/* Release: pairs with the acquire in phase_reached(). (3) (5) (7) */
	__atomic_store_n(&stop->phase, g << STATE_BITS | phase, __ATOMIC_SEQ_CST);
}

static bool phase_reached(const struct xs_stop *stop, uint32_t g, enum xs_phase phase)
{
	uint32_t now = __atomic_load_n(&stop->phase, __ATOMIC_ACQUIRE);

	/* Generations wrap; none is half the range behind. */
	return (int32_t)(now - (g << STATE_BITS | phase)) >= 0;
}

static void phase_wait(const struct xs_core *core, uint32_t g, enum xs_phase phase)
{
	while (!phase_reached(&core->stop, g, phase))
		core->host->relax(core->ctx);
}

static void slot_set(struct xs_slot *slot, uint32_t g, enum xs_slot_state state)
{
	/* Release: pairs with the load in slot_get(). (2) (4) (6) */
	__atomic_store_n(&slot->state, g << STATE_BITS | state, __ATOMIC_SEQ_CST);
}

static uint32_t slot_get(const struct xs_slot *slot)
{
	return __atomic_load_n(&slot->state, __ATOMIC_SEQ_CST);
}

const uint32_t *xs_stop_word(const struct xs_core *core)
{
	return &core->stop.word;
}

static unsigned long irqs_off(const struct xs_core *core)
{
	return core->host->irqs_off ? core->host->irqs_off(core->ctx) : 0;
}

static void irqs_on(const struct xs_core *core, unsigned long flags)
{
	if (core->host->irqs_on)
		core->host->irqs_on(core->ctx, flags);
}

/* ---- each CPU --------------------------------------------------------------------------------- */

static void take_part(struct xs_core *core, unsigned int cpu, uint32_t g)
{
	struct xs_slot *slot = &core->stop.slots[cpu];

	slot_set(slot, g, XS_SLOT_INSIDE);
	phase_wait(core, g, PHASE_QUIET);
	if (!phase_reached(&core->stop, g, PHASE_LEAVE)) {
		unsigned long flags = irqs_off(core);

		slot_set(slot, g, XS_SLOT_STOPPED);
		phase_wait(core, g, PHASE_SYNC);
		core->host->sync_core(core->ctx);
		slot_set(slot, g, XS_SLOT_SYNCED);
		phase_wait(core, g, PHASE_LEAVE);
		irqs_on(core, flags);
	} else {
		/* Too late to be counted, but not to see what was changed. */
		core->host->sync_core(core->ctx);
	}
	slot->seen = g;
	slot_set(slot, 0, XS_SLOT_RUNNING);
}

void xs_cpu_offline(struct xs_core *core, unsigned int cpu)
{
	slot_set(&core->stop.slots[cpu], 0, XS_SLOT_OFFLINE);
}

void xs_cpu_online(struct xs_core *core, unsigned int cpu)
{
	struct xs_slot *slot = &core->stop.slots[cpu];
	uint32_t g;

	slot_set(slot, 0, XS_SLOT_RUNNING);
	/* Pairs with the driver's slot_get() behind its store of the word: see the top. (1) */
	while ((g = __atomic_load_n(&core->stop.word, __ATOMIC_SEQ_CST)))
		take_part(core, cpu, g);
	g = __atomic_load_n(&core->stop.generation, __ATOMIC_ACQUIRE);
	if (slot->seen != g) {
		core->host->sync_core(core->ctx);
		slot->seen = g;
	}
}

/* ---- the driver ------------------------------------------------------------------------------- */

static bool cpu_reached(const struct xs_core *core, unsigned int cpu, uint32_t g,
			enum xs_slot_state state)
{
	uint32_t v;

	if (!core->host->cpu_present(core->ctx, cpu))
		return true;
	v = slot_get(&core->stop.slots[cpu]);
	if (v == XS_SLOT_OFFLINE)
		return true;
	return v >> STATE_BITS == g && (v & STATE_MASK) >= (uint32_t)state;
}

static int cpus_wait(struct xs_core *core, unsigned int self, uint32_t g, enum xs_slot_state state,
		     uint64_t deadline)
{
	const struct xs_host *host = core->host;
	unsigned int cpu;

	for (cpu = 0; cpu < core->stop.limit; cpu++) {
		while (cpu != self && !cpu_reached(core, cpu, g, state)) {
			if (host->now(core->ctx) > deadline)
				return xs_refuse(&core->stop.why, XS_EBUSY,
						 "CPU %u did not arrive within %lu us; nothing was "
						 "changed, try again or with a longer timeout",
						 cpu,
						 (unsigned long)(core->stop.timeout_ns / 1000));
			host->relax(core->ctx);
		}
	}
	return 0;
}

/*
 * No deadline here: everybody who is STOPPED only has to see the phase. Those who came online since are
 * not waited for; they serialise by themselves.
 */
static void synced_wait(const struct xs_core *core, uint32_t g)
{
	uint32_t stopped = g << STATE_BITS | XS_SLOT_STOPPED;
	unsigned int cpu;

	for (cpu = 0; cpu < core->stop.limit; cpu++)
		while (slot_get(&core->stop.slots[cpu]) == stopped)
			core->host->relax(core->ctx);
}

static unsigned int cpus_count(const struct xs_core *core)
{
	unsigned int cpu, count = 0;

	for (cpu = 0; cpu < core->stop.limit; cpu++)
		count += core->host->cpu_present(core->ctx, cpu);
	return count;
}

/* All CPUs have interrupts off: look a last time, commit. */
static int look_and_commit(struct xs_core *core)
{
	const struct xs_host *host = core->host;
	struct xs_stop_stats *stats = &core->stop.stats;
	const char *parked = "a handler is in progress";
	uint64_t begin = host->now(core->ctx), va;
	int err = 0;

	if (host->stop_enter)
		err = host->stop_enter(core->ctx, &parked);
	if (err)
		return xs_refuse(&core->stop.why, -err, "%s; nothing was changed, try again",
				 parked);
	err = xs_plan_look(core->work.plan, &va);
	if (err)
		xs_refuse(&core->stop.why, -err,
			  "the byte at %#lx changed since it was looked at; nothing was changed",
			  (unsigned long)va);
	stats->look_ns = host->now(core->ctx) - begin;
	if (!err) {
		begin = host->now(core->ctx);
		err = xs_work_commit(core);
		stats->commit_ns = host->now(core->ctx) - begin;
	}
	if (err && host->stop_leave)
		host->stop_leave(core->ctx);
	return err;
}

static int stop_run(struct xs_core *core, unsigned int self, uint32_t g)
{
	const struct xs_host *host = core->host;
	struct xs_stop *stop = &core->stop;
	struct xs_stop_stats *stats = &stop->stats;
	uint64_t begin = host->now(core->ctx), deadline = begin + stop->timeout_ns, gathered;
	unsigned long flags;
	int err;

	stats->cpus = cpus_count(core);
	phase_set(stop, g, PHASE_GATHER);
	err = cpus_wait(core, self, g, XS_SLOT_INSIDE, deadline);
	gathered = host->now(core->ctx);
	/* Requested on another CPU, maybe, whose clock is ahead of this one's. */
	stats->gather_ns = gathered > stop->requested_ns ? gathered - stop->requested_ns : 0;
	if (err)
		return err;
	flags = irqs_off(core);
	phase_set(stop, g, PHASE_QUIET);
	err = cpus_wait(core, self, g, XS_SLOT_STOPPED, deadline);
	if (!err)
		err = look_and_commit(core);
	if (!err) {
		begin = host->now(core->ctx);
		phase_set(stop, g, PHASE_SYNC);
		host->sync_core(core->ctx);
		synced_wait(core, g);
		if (host->stop_leave)
			host->stop_leave(core->ctx);
		stats->sync_ns = host->now(core->ctx) - begin;
	}
	/* Nobody may take this stop for a new one: the word goes before the CPUs do. */
	__atomic_store_n(&stop->word, 0, __ATOMIC_SEQ_CST);
	phase_set(stop, g, PHASE_LEAVE);
	stats->stopped_ns = host->now(core->ctx) - gathered;
	irqs_on(core, flags);
	return err;
}

/* A new generation, already claimed if @claimed. */
static uint32_t stop_open(struct xs_core *core, bool claimed)
{
	struct xs_stop *stop = &core->stop;
	uint32_t g = (stop->generation + 1) & GENERATION_MASK;

	/* 0 means no stop. */
	if (!g)
		g = 1;
	__atomic_store_n(&stop->generation, g, __ATOMIC_RELEASE);
	__atomic_store_n(&stop->driver, g << 1 | claimed, __ATOMIC_RELEASE);
	/* Release: the driver may read the work and the plan. Pairs with xs_stop_poll(). (1) */
	__atomic_store_n(&stop->word, g, __ATOMIC_SEQ_CST);
	if (core->host->kick)
		core->host->kick(core->ctx);
	return g;
}

static void stop_close(struct xs_core *core, unsigned int self, uint32_t g)
{
	__atomic_store_n(&core->stop.word, 0, __ATOMIC_SEQ_CST);
	phase_set(&core->stop, g, PHASE_LEAVE);
	if (self != NO_CPU)
		core->stop.slots[self].seen = g;
}

/* Behind a change that was made while CPUs ran: has each of them left what it was in? Nobody stops. */
static bool everybody_passes(struct xs_core *core, unsigned int self)
{
	const struct xs_host *host = core->host;
	uint32_t g;
	int err;

	if (host->cpus_hold && host->cpus_hold(core->ctx))
		return false;
	g = stop_open(core, true);
	phase_set(&core->stop, g, PHASE_GATHER);
	err = cpus_wait(core, self, g, XS_SLOT_INSIDE,
			host->now(core->ctx) + core->stop.timeout_ns);
	stop_close(core, self, g);
	if (host->cpus_release)
		host->cpus_release(core->ctx);
	return !err;
}

static void drive(struct xs_core *core, unsigned int self, uint32_t g)
{
	const struct xs_host *host = core->host;
	struct xs_stop *stop = &core->stop;
	bool lingers = false;
	int err = 0;

	if (host->cpus_hold)
		err = host->cpus_hold(core->ctx);
	if (err) {
		xs_refuse(&stop->why, -err,
			  "the set of CPUs is changing; nothing was changed, try again");
	} else {
		err = stop_run(core, self, g);
		if (host->cpus_release)
			host->cpus_release(core->ctx);
	}
	stop_close(core, self, g);
	stop->stats.rc = err;
	if (xs_work_settle(core, err))
		lingers = !everybody_passes(core, self);
	xs_work_publish(core, err, lingers);
}

/* Whoever saw an old word and slept since claims an old generation, and fails. */
static bool driver_claim(struct xs_stop *stop, uint32_t g)
{
	uint32_t open = g << 1;

	return __atomic_compare_exchange_n(&stop->driver, &open, g << 1 | 1, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

void xs_stop_poll(struct xs_core *core, unsigned int cpu)
{
	struct xs_stop *stop = &core->stop;
	/* Acquire: pairs with the store in xs_stop_request(). (1) */
	uint32_t g = __atomic_load_n(&stop->word, __ATOMIC_ACQUIRE);

	if (!g)
		return;
	if (!core->host->own_driver && driver_claim(stop, g))
		drive(core, cpu, g);
	else
		take_part(core, cpu, g);
}

void xs_stop_drive(struct xs_core *core)
{
	struct xs_stop *stop = &core->stop;
	uint32_t g = __atomic_load_n(&stop->word, __ATOMIC_ACQUIRE);

	if (g && driver_claim(stop, g))
		drive(core, NO_CPU, g);
}

void xs_stop_request(struct xs_core *core, uint64_t timeout_ns)
{
	struct xs_stop *stop = &core->stop;

	memset(&stop->stats, 0, sizeof(stop->stats));
	stop->stats.action = core->work.action;
	stop->stats.writes = core->work.plan->store_blocks;
	stop->stats.write_bytes = core->work.plan->store_bytes;
	stop->why.text[0] = 0;
	stop->timeout_ns = timeout_ns;
	stop->requested_ns = core->host->now(core->ctx);
	stop_open(core, false);
}

int xs_stop_init(struct xs_core *core)
{
	struct xs_stop *stop = &core->stop;

	if (!core->host->cpu_limit)
		return 0;
	stop->limit = core->host->cpu_limit(core->ctx);
	stop->slots = core->host->alloc(core->ctx, stop->limit * sizeof(*stop->slots));
	return stop->slots ? 0 : -XS_ENOMEM;
}

void xs_stop_fini(struct xs_core *core)
{
	core->host->free(core->ctx, core->stop.slots);
}
