/* SPDX-License-Identifier: BSD-2-Clause */
#include "listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "refusal.h"

/* The host's own limit for one request. */
#define WINDOW_MAX 1024u

/* The list may change while it is read; then it is read again, this often. */
#define TRIES_MAX 16

/* Each payload takes pages near the text: no honest host has more. */
#define COUNT_MAX 65536u

/* Beside 0 and -1: the list changed under us. */
#define LIST_CHANGED 1

static int fail_list(struct failure *failure)
{
	return fail(failure, EXIT_TRANSPORT, "the host's list contradicts itself");
}

static int ask_list(struct host *host, struct xs_op *op, struct answer *answer,
		    struct failure *failure)
{
	if (host_ask(host, op, NULL, NULL, 0, answer, failure))
		return -1;
	/* Xen 4.21 and later: more names or metadata than the probe said. */
	if (answer->rc == -ENOBUFS)
		return LIST_CHANGED;
	if (answer->rc < 0)
		return refuse(host, REQUEST_LIST, NULL, -answer->rc, failure);
	return 0;
}

/* How many there are, and what room their names and metadata take. */
static int probe(struct host *host, struct xs_op *op, size_t *count, struct failure *failure)
{
	struct answer answer;
	int err;

	*op = (struct xs_op){.cmd = XS_CMD_LIST};
	err = ask_list(host, op, &answer, failure);
	answer_fini(&answer);
	if (err)
		return err;
	/* Xen tells the number as what remains, and may tell it as the result too. */
	*count = op->u.list.nr;
	if (answer.rc > 0 && (size_t)answer.rc > *count)
		*count = (size_t)answer.rc;
	if (*count > COUNT_MAX)
		return fail_list(failure);
	return 0;
}

/** struct window - the parts of a reply to LIST, as wire.h orders them */
struct window {
	const uint8_t *status, *len, *metadata_len;
	const char *name; /* the names, then the metadata */
	size_t text_len;  /* bytes of both */
};

static int window_of(const struct answer *answer, size_t count, struct window *out,
		     struct failure *failure)
{
	size_t fixed = count * (sizeof(struct xs_status) + 2 * sizeof(uint32_t));

	if (answer->len < fixed)
		return fail_list(failure);
	out->status = answer->data;
	out->len = out->status + count * sizeof(struct xs_status);
	out->metadata_len = out->len + count * sizeof(uint32_t);
	out->name = (const char *)out->metadata_len + count * sizeof(uint32_t);
	out->text_len = answer->len - fixed;
	return 0;
}

static uint32_t u32_at(const uint8_t *array, size_t i)
{
	uint32_t value;

	memcpy(&value, array + i * sizeof(value), sizeof(value));
	return value;
}

static int copy_entry(const struct window *window, size_t i, size_t *name_off, size_t *metadata_off,
		      struct listing_entry *entry, struct failure *failure)
{
	size_t name_len = u32_at(window->len, i);
	size_t metadata_len = u32_at(window->metadata_len, i);

	if (!name_len || name_len > sizeof(entry->name) ||
	    name_len > window->text_len - *name_off || window->name[*name_off + name_len - 1] ||
	    metadata_len > window->text_len - *metadata_off)
		return fail_list(failure);
	memcpy(&entry->status, window->status + i * sizeof(entry->status), sizeof(entry->status));
	memcpy(entry->name, window->name + *name_off, name_len);
	entry->metadata = calloc(1, metadata_len + 1);
	if (!entry->metadata)
		return fail(failure, EXIT_TRANSPORT, "out of memory");
	memcpy(entry->metadata, window->name + *metadata_off, metadata_len);
	entry->metadata_len = metadata_len;
	*name_off += name_len;
	*metadata_off += metadata_len;
	return 0;
}

/* Appends the answer's entries to @listing, which has room for them. */
static int copy_window(const struct answer *answer, struct listing *listing,
		       struct failure *failure)
{
	size_t count = (size_t)answer->rc;
	size_t name_off = 0, metadata_off = 0;
	struct window window;

	if (window_of(answer, count, &window, failure))
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint32_t len = u32_at(window.len, i);

		if (len > window.text_len - metadata_off)
			return fail_list(failure);
		metadata_off += len;
	}
	for (size_t i = 0; i < count; i++) {
		struct listing_entry *entry = &listing->entries[listing->count];

		if (copy_entry(&window, i, &name_off, &metadata_off, entry, failure))
			return -1;
		listing->count++;
	}
	return 0;
}

static int read_once(struct host *host, struct listing *listing, struct failure *failure)
{
	uint32_t version, name_len, metadata_len;
	struct answer answer;
	struct xs_op op;
	size_t count;
	int err;

	err = probe(host, &op, &count, failure);
	if (err || !count)
		return err;
	version = op.u.list.version;
	name_len = op.u.list.name_total_size;
	metadata_len = op.u.list.metadata_total_size;
	listing->entries = calloc(count, sizeof(*listing->entries));
	if (!listing->entries)
		return fail(failure, EXIT_TRANSPORT, "out of memory");
	while (listing->count < count) {
		size_t left = count - listing->count;
		uint32_t nr = left < WINDOW_MAX ? (uint32_t)left : WINDOW_MAX;

		op = (struct xs_op){.cmd = XS_CMD_LIST,
				    .u.list = {.version = version,
					       .idx = (uint32_t)listing->count,
					       .nr = nr,
					       .name_total_size = name_len,
					       .metadata_total_size = metadata_len}};
		err = ask_list(host, &op, &answer, failure);
		if (!err && (op.u.list.version != version || !answer.rc))
			err = LIST_CHANGED;
		if (!err && (uint32_t)answer.rc > nr)
			err = fail_list(failure);
		if (!err)
			err = copy_window(&answer, listing, failure);
		answer_fini(&answer);
		if (err)
			return err;
	}
	return 0;
}

int listing_read(struct host *host, struct listing *out, struct failure *failure)
{
	struct listing listing = {0};
	int err = LIST_CHANGED;

	for (int i = 0; i < TRIES_MAX && err == LIST_CHANGED; i++) {
		listing_fini(&listing);
		err = read_once(host, &listing, failure);
	}
	if (err == LIST_CHANGED)
		err = fail(failure, EXIT_BUSY,
			   "the list changed in each of %d attempts to read it; try again",
			   TRIES_MAX);
	if (err) {
		listing_fini(&listing);
		return -1;
	}
	for (size_t i = 0; i < listing.count; i++) {
		struct listing_entry *entry = &listing.entries[i];

		entry->has_info = !host_payload_info(host, entry->name, &entry->info);
	}
	*out = listing;
	return 0;
}

void listing_fini(struct listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		free(listing->entries[i].metadata);
	free(listing->entries);
	*listing = (struct listing){0};
}

static bool same_id(const struct xs_build_id *a, const struct xs_build_id *b)
{
	return a->len && a->len <= XS_BUILD_ID_MAX && a->len == b->len &&
	       !memcmp(a->bytes, b->bytes, a->len);
}

const char *listing_owner(const struct listing *listing, const struct host *host,
			  const struct xs_build_id *id)
{
	if (same_id(id, &host->info.build_id))
		return strcmp(host->info.host, "xen") ? "program" : "hypervisor";
	for (size_t i = 0; i < listing->count; i++) {
		const struct listing_entry *entry = &listing->entries[i];

		if (entry->has_info && same_id(id, &entry->info.build_id))
			return entry->name;
	}
	return NULL;
}
