/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies of the running hypervisor's text and read-only data, read from outside the machine. */
#ifndef XB_SNAPSHOT_H
#define XB_SNAPSHOT_H

#include "machine.h"
#include "symbols.h"

struct snapshots;

/** snapshots_new() - an empty collection; NULL when out of memory */
struct snapshots *snapshots_new(void);

/** snapshots_free() - NULL is fine */
void snapshots_free(struct snapshots *snapshots);

/**
 * snapshots_take() - copy _stext to _etext and _srodata to _erodata under @name
 *
 * A copy of that name that is already there is replaced.
 *
 * Return: how many bytes were copied, or -1 with a message on stderr.
 */
long snapshots_take(struct snapshots *snapshots, const char *name, struct machine *machine,
		    const struct symbols *symbols);

/**
 * snapshots_compare() - do two copies hold the same bytes?
 * @first: receives the address of the first byte that differs; untouched if none does.
 *
 * Return: how many bytes differ, or -1 if one of the names is not known.
 */
long snapshots_compare(const struct snapshots *snapshots, const char *a, const char *b,
		       uint64_t *first);

#endif
