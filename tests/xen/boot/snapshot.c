/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANGES 2
#define NAME_SIZE 64

static const char *const range_names[RANGES][2] = {
	{"_stext", "_etext"},
	{"_srodata", "_erodata"},
};

struct snapshot {
	struct snapshot *next;
	char name[NAME_SIZE];
	uint64_t va[RANGES];
	size_t len[RANGES];
	unsigned char *bytes[RANGES];
};

struct snapshots {
	struct snapshot *first;
};

struct snapshots *snapshots_new(void)
{
	return calloc(1, sizeof(struct snapshots));
}

static void snapshot_free(struct snapshot *snapshot)
{
	for (unsigned int i = 0; i < RANGES; i++)
		free(snapshot->bytes[i]);
	free(snapshot);
}

void snapshots_free(struct snapshots *snapshots)
{
	while (snapshots && snapshots->first) {
		struct snapshot *next = snapshots->first->next;

		snapshot_free(snapshots->first);
		snapshots->first = next;
	}
	free(snapshots);
}

static struct snapshot *find(const struct snapshots *snapshots, const char *name)
{
	struct snapshot *s = snapshots->first;

	while (s && strcmp(s->name, name))
		s = s->next;
	return s;
}

static void forget(struct snapshots *snapshots, const char *name)
{
	struct snapshot **link = &snapshots->first;

	for (; *link; link = &(*link)->next) {
		struct snapshot *s = *link;

		if (strcmp(s->name, name))
			continue;
		*link = s->next;
		snapshot_free(s);
		return;
	}
}

long snapshots_take(struct snapshots *snapshots, const char *name, struct machine *machine,
		    const struct symbols *symbols)
{
	struct snapshot *s = calloc(1, sizeof(*s));
	long total = 0;

	if (!s)
		return -1;
	snprintf(s->name, sizeof(s->name), "%s", name);
	for (unsigned int i = 0; i < RANGES; i++) {
		uint64_t end;

		if (!symbols_find(symbols, range_names[i][0], &s->va[i]) ||
		    !symbols_find(symbols, range_names[i][1], &end) || end <= s->va[i]) {
			fprintf(stderr, "xen-boot: no range %s to %s in the symbol file\n",
				range_names[i][0], range_names[i][1]);
			goto drop;
		}
		s->len[i] = end - s->va[i];
		s->bytes[i] = malloc(s->len[i]);
		if (!s->bytes[i] || machine_read(machine, s->va[i], s->bytes[i], s->len[i]))
			goto drop;
		total += (long)s->len[i];
	}
	forget(snapshots, s->name);
	s->next = snapshots->first;
	snapshots->first = s;
	return total;

drop:
	snapshot_free(s);
	return -1;
}

long snapshots_compare(const struct snapshots *snapshots, const char *a, const char *b,
		       uint64_t *first)
{
	const struct snapshot *x = find(snapshots, a), *y = find(snapshots, b);
	long differ = 0;

	if (!x || !y)
		return -1;
	for (unsigned int i = 0; i < RANGES; i++) {
		for (size_t at = 0; at < x->len[i]; at++) {
			if (x->bytes[i][at] == y->bytes[i][at])
				continue;
			if (!differ++)
				*first = x->va[i] + at;
		}
	}
	return differ;
}
