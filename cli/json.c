/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "text.h"

static void add_text(json_object *to, const char *key, const char *text)
{
	json_object_object_add(to, key, json_object_new_string(text));
}

static void add_number(json_object *to, const char *key, uint64_t number)
{
	json_object_object_add(to, key, json_object_new_uint64(number));
}

static void add_rc(json_object *to, int32_t rc)
{
	json_object_object_add(to, "rc", json_object_new_int(rc));
	add_text(to, "result", text_result(rc));
}

static void add_id(json_object *to, const char *key, const struct xs_build_id *id)
{
	char text[BUILD_ID_TEXT_SIZE];

	if (id->len)
		add_text(to, key, build_id_format(id, text));
	else
		json_object_object_add(to, key, NULL);
}

static void add_span(json_object *to, const char *key, uint64_t va, uint64_t len)
{
	json_object *span = json_object_new_object();

	add_number(span, "address", va);
	add_number(span, "length", len);
	json_object_object_add(to, key, span);
}

static const char *action_name(uint32_t action)
{
	switch (action) {
	case XS_ACTION_APPLY:
		return "apply";
	case XS_ACTION_REVERT:
		return "revert";
	case XS_ACTION_REPLACE:
		return "replace";
	default:
		return "unknown";
	}
}

static void add_stop(json_object *to, const char *key, const struct xs_stop_stats *stop)
{
	json_object *object;

	if (!stop->cpus) {
		json_object_object_add(to, key, NULL);
		return;
	}
	object = json_object_new_object();
	add_text(object, "action", action_name(stop->action));
	add_rc(object, stop->rc);
	add_number(object, "cpus", stop->cpus);
	add_number(object, "gather_ns", stop->gather_ns);
	add_number(object, "stopped_ns", stop->stopped_ns);
	add_number(object, "look_ns", stop->look_ns);
	add_number(object, "commit_ns", stop->commit_ns);
	add_number(object, "hooks_ns", stop->hooks_ns);
	add_number(object, "sync_ns", stop->sync_ns);
	add_number(object, "writes", stop->writes);
	add_number(object, "write_bytes", stop->write_bytes);
	json_object_object_add(to, key, object);
}

static json_object *host_object(const struct host *host)
{
	json_object *object = json_object_new_object();
	bool ours = host->kind == HOST_XSPLICE;

	add_text(object, "name", ours ? host->info.host : "xen");
	add_text(object, "kind", ours ? "xsplice" : "unmodified");
	return object;
}

/* Metadata as an object; a part without '=' becomes a key with the value null. */
static json_object *metadata_object(const struct listing_entry *entry)
{
	json_object *object = json_object_new_object();
	char *at = entry->metadata, *end = entry->metadata + entry->metadata_len;

	while (at < end) {
		size_t len = strlen(at);
		char *equals = strchr(at, '=');

		if (equals) {
			*equals = '\0';
			add_text(object, at, equals + 1);
			*equals = '=';
		} else if (len) {
			json_object_object_add(object, at, NULL);
		}
		at += len + 1;
	}
	return object;
}

static void add_info(json_object *to, const struct xs_payload_info *info,
		     const struct listing *listing, const struct host *host)
{
	const char *owner = listing_owner(listing, host, &info->depends);

	add_id(to, "build_id", &info->build_id);
	add_id(to, "depends", &info->depends);
	json_object_object_add(to, "depends_on", owner ? json_object_new_string(owner) : NULL);
	add_id(to, "host_depends", &info->host_depends);
	add_number(to, "functions", info->funcs);
	add_number(to, "users", info->users);
	add_number(to, "apply_idx", info->apply_idx);
	add_number(to, "upload_ns", info->upload_ns);
	add_text(to, "reason", info->reason);
}

/* Ends the output: prints @object and frees it. */
static void print_object(json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
							    JSON_C_TO_STRING_SPACED |
							    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

void json_list(const struct listing *listing, const struct host *host)
{
	json_object *object = json_object_new_object();
	json_object *payloads = json_object_new_array();

	for (size_t i = 0; i < listing->count; i++) {
		const struct listing_entry *entry = &listing->entries[i];
		json_object *payload = json_object_new_object();

		add_text(payload, "name", entry->name);
		add_text(payload, "state", state_name(entry->status.state));
		add_rc(payload, entry->status.rc);
		if (entry->has_info)
			add_info(payload, &entry->info, listing, host);
		json_object_object_add(payload, "metadata", metadata_object(entry));
		json_object_array_add(payloads, payload);
	}
	json_object_object_add(object, "host", host_object(host));
	json_object_object_add(object, "payloads", payloads);
	print_object(object);
}

void json_status(const char *name, const struct xs_status *status, const struct host *host)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "host", host_object(host));
	add_text(object, "name", name);
	add_text(object, "state", state_name(status->state));
	add_rc(object, status->rc);
	print_object(object);
}

void json_host(const struct host *host)
{
	const struct xs_info *info = &host->info;
	json_object *object = host_object(host);

	if (host->kind == HOST_XSPLICE) {
		add_id(object, "build_id", &info->build_id);
		add_number(object, "payloads", info->payloads);
		add_number(object, "applied", info->applied);
		add_number(object, "cpus", info->cpus);
		add_number(object, "unregistered", info->unregistered);
		add_number(object, "stops", info->stops);
		add_number(object, "stops_failed", info->stops_failed);
		add_number(object, "longest_stopped_ns", info->longest_stopped_ns);
		add_text(object, "last_name", info->last_name);
		add_stop(object, "last_stop", &info->last);
	}
	print_object(object);
}

void json_payload(const char *name, const struct xs_payload_info *info,
		  const struct listing *listing, const struct host *host)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "host", host_object(host));
	add_text(object, "name", name);
	add_text(object, "state", state_name(info->state));
	add_rc(object, info->rc);
	add_info(object, info, listing, host);
	add_span(object, "text", info->text_va, info->text_len);
	add_span(object, "rodata", info->rodata_va, info->rodata_len);
	add_span(object, "data", info->data_va, info->data_len);
	add_stop(object, "last_stop", &info->last);
	print_object(object);
}
