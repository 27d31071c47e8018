/* SPDX-License-Identifier: BSD-2-Clause */
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "duration.h"

const char *build_id_format(const struct xs_build_id *id, char out[BUILD_ID_TEXT_SIZE])
{
	if (!id->len || id->len > XS_BUILD_ID_MAX)
		return strcpy(out, "none");
	for (uint32_t i = 0; i < id->len; i++)
		snprintf(out + (size_t)2 * i, 3, "%02x", id->bytes[i]);
	return out;
}

const char *state_name(uint32_t state)
{
	switch (state) {
	case 0:
		return "refused";
	case XS_STATE_LOADED:
		return "loaded";
	case XS_STATE_APPLIED:
		return "applied";
	default:
		return "unknown";
	}
}

const char *text_result(int32_t rc)
{
	if (!rc)
		return "ok";
	return rc == -EAGAIN ? "pending" : errno_text(-rc);
}

static void print_bytes(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		putchar(text[i] < ' ' || text[i] > '~' ? '?' : text[i]);
}

void text_print(const char *text)
{
	print_bytes(text, strlen(text));
}

static bool is_its_name(const struct listing_entry *entry, const char *pair, size_t len)
{
	return len == strlen("name=") + strlen(entry->name) && !strncmp(pair, "name=", 5) &&
	       !memcmp(pair + 5, entry->name, len - 5);
}

/* .modinfo: one key=value a line, below its payload, whose name need not be said twice. */
static void print_metadata(const struct listing_entry *entry)
{
	size_t off = 0;

	while (off < entry->metadata_len) {
		size_t len = strnlen(entry->metadata + off, entry->metadata_len - off);

		if (len && !is_its_name(entry, entry->metadata + off, len)) {
			printf("    ");
			print_bytes(entry->metadata + off, len);
			putchar('\n');
		}
		off += len + 1;
	}
}

static size_t name_width(const struct listing *listing)
{
	size_t width = strlen("NAME");

	for (size_t i = 0; i < listing->count; i++) {
		size_t len = strlen(listing->entries[i].name);

		if (len > width)
			width = len;
	}
	return width;
}

/* Whom a payload stands on: a name where one is known, else the build-id. */
static const char *depends_name(const struct xs_payload_info *info, const struct listing *listing,
				const struct host *host, char id[BUILD_ID_TEXT_SIZE])
{
	const char *owner = listing_owner(listing, host, &info->depends);

	return owner ? owner : build_id_format(&info->depends, id);
}

void text_list(const struct listing *listing, const struct host *host)
{
	bool known = host->kind == HOST_XSPLICE;
	size_t width = name_width(listing);
	char id[BUILD_ID_TEXT_SIZE];

	if (!listing->count) {
		printf("no payloads are loaded\n");
		return;
	}
	printf("%-*s  STATE    RESULT%s\n", (int)width, "NAME",
	       known ? "   ORDER  USERS  DEPENDS ON" : "");
	for (size_t i = 0; i < listing->count; i++) {
		const struct listing_entry *entry = &listing->entries[i];

		text_print(entry->name);
		printf("%*s  %-7s  ", (int)(width - strlen(entry->name)), "",
		       state_name(entry->status.state));
		if (entry->has_info) {
			printf("%-7s  %5u  %5u  ", text_result(entry->status.rc),
			       entry->info.apply_idx, entry->info.users);
			text_print(depends_name(&entry->info, listing, host, id));
			putchar('\n');
		} else {
			printf("%s\n", text_result(entry->status.rc));
		}
		print_metadata(entry);
	}
}

static void print_ns(const char *label, uint64_t ns)
{
	char text[DURATION_TEXT_SIZE];

	printf("%s%s", label, duration_format(ns, text));
}

static void print_stop(const struct xs_stop_stats *stop)
{
	printf("  %u CPU%s", stop->cpus, stop->cpus == 1 ? "" : "s");
	print_ns(", gathered in ", stop->gather_ns);
	print_ns(", stopped for ", stop->stopped_ns);
	printf(", result %s\n", text_result(stop->rc));
	print_ns("  of that: last look ", stop->look_ns);
	print_ns(", writes ", stop->commit_ns);
	print_ns(" (hooks ", stop->hooks_ns);
	print_ns("), synchronising ", stop->sync_ns);
	printf("\n  %u bytes written in %u place%s\n", stop->write_bytes, stop->writes,
	       stop->writes == 1 ? "" : "s");
}

void text_host(const struct host *host, const struct listing *listing)
{
	const struct xs_info *info = &host->info;
	char id[BUILD_ID_TEXT_SIZE];
	size_t applied = 0;

	if (host->kind == HOST_UNMODIFIED) {
		for (size_t i = 0; i < listing->count; i++)
			applied += listing->entries[i].status.state == XS_STATE_APPLIED;
		printf("host: xen, unmodified (its own live patching, without the xSplice core)\n"
		       "payloads: %zu loaded, %zu of them applied\n",
		       listing->count, applied);
		return;
	}
	printf("host: ");
	text_print(info->host);
	printf(", with the xSplice core\nbuild-id: %s\n", build_id_format(&info->build_id, id));
	printf("payloads: %u loaded, %u of them applied\nCPUs: %u\n", info->payloads, info->applied,
	       info->cpus);
	if (info->unregistered)
		printf("threads that never registered: %u\n", info->unregistered);
	printf("stops: %llu, and %llu that failed\n", (unsigned long long)info->stops,
	       (unsigned long long)info->stops_failed);
	if (!info->last.cpus)
		return;
	print_ns("longest: ", info->longest_stopped_ns);
	printf("\nlast, for ");
	text_print(info->last_name);
	printf(":\n");
	print_stop(&info->last);
}

static void print_span(const char *label, uint64_t va, uint64_t len)
{
	if (len)
		printf("%s: %llu bytes at %#llx\n", label, (unsigned long long)len,
		       (unsigned long long)va);
}

void text_payload(const char *name, const struct xs_payload_info *info,
		  const struct listing *listing, const struct host *host)
{
	const char *owner = listing_owner(listing, host, &info->depends);
	char id[BUILD_ID_TEXT_SIZE];

	printf("%s: %s, last result %s\n", name, state_name(info->state), text_result(info->rc));
	if (info->reason[0]) {
		printf("reason: ");
		text_print(info->reason);
		putchar('\n');
	}
	if (!info->state)
		return;
	printf("build-id: %s\n", build_id_format(&info->build_id, id));
	printf("depends on: %s", build_id_format(&info->depends, id));
	if (owner) {
		printf(" (");
		text_print(owner);
		putchar(')');
	}
	printf("\nbuilt for: %s\n", build_id_format(&info->host_depends, id));
	printf("functions: %u\n", info->funcs);
	if (info->apply_idx)
		printf("applied as number: %u\n", info->apply_idx);
	printf("payloads that link to it: %u\n", info->users);
	print_span("text", info->text_va, info->text_len);
	print_span("read-only data", info->rodata_va, info->rodata_len);
	print_span("data", info->data_va, info->data_len);
	print_ns("loaded in: ", info->upload_ns);
	putchar('\n');
	if (info->last.cpus) {
		printf("its last stop:\n");
		print_stop(&info->last);
	}
}
