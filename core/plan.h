/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plan: everything that a stop will look at and write, computed before it. Private to core/.
 */
#ifndef XS_CORE_PLAN_H
#define XS_CORE_PLAN_H

#include "arch.h"
#include "payload.h"

/** struct xs_write - one block: the bytes in @look must be @before; those in @store become @after */
struct xs_write {
	uint64_t va; /* of the block, a multiple of XS_BLOCK_LEN */
	uint8_t *alias;
	uint16_t look;	/* bit n: byte n belongs to the plan */
	uint16_t store; /* bit n: byte n differs between before and after */
	uint8_t before[XS_BLOCK_LEN];
	uint8_t middle[XS_BLOCK_LEN]; /* with everything reverted that the plan reverts */
	uint8_t after[XS_BLOCK_LEN];
};

/** struct xs_window - a run of neighbouring blocks with one alias mapping */
struct xs_window {
	uint64_t va;
	size_t len;
	void *alias;
};

struct xs_plan {
	const struct xs_core *core;
	struct xs_payload *incoming; /* switched on by this plan; NULL: none */
	struct xs_payload *outgoing; /* switched off: this one, or with @all every applied one */
	bool all;
	struct xs_write *writes; /* sorted by address, no two alike */
	unsigned int write_count;
	unsigned int store_bytes; /* that differ */
	unsigned int store_blocks;
	struct xs_window *windows;
	unsigned int window_count;
};

/**
 * xs_plan_new() - compute what has to change
 * @incoming: payload to switch on, or NULL. @outgoing: payload to switch off, or NULL. @all: every
 *            applied payload goes, the last applied one first. An action hook that stands in for the
 *            writes leaves that payload's functions out.
 *
 * Return: 0; -EINVAL (an expectation is not met, bytes are not what this core wrote), -ENOMEM.
 */
int xs_plan_new(struct xs_core *core, struct xs_payload *incoming, struct xs_payload *outgoing,
		bool all, struct xs_plan **out, struct xs_reason *why);
void xs_plan_free(struct xs_plan *plan);

/** xs_plan_map() - second mappings of everything it writes */
int xs_plan_map(struct xs_plan *plan, struct xs_reason *why);
void xs_plan_unmap(struct xs_plan *plan);

/** xs_plan_look() - in the stop: is every byte still what the plan was computed from? -EINVAL */
int xs_plan_look(const struct xs_plan *plan, uint64_t *va);
/** xs_plan_commit() - in the stop: write */
void xs_plan_commit(const struct xs_plan *plan);
/** xs_plan_settle() - after a commit: what is switched on now, and what stood there before */
void xs_plan_settle(const struct xs_plan *plan);

#endif
