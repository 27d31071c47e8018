/* SPDX-License-Identifier: BSD-2-Clause */
#include "script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 8192

static int mismatches;

static const char *action_verb(uint32_t action)
{
	switch (action) {
	case XS_ACTION_UNLOAD:
		return "unload";
	case XS_ACTION_REVERT:
		return "revert";
	case XS_ACTION_APPLY:
		return "apply";
	case XS_ACTION_REPLACE:
		return "replace";
	case XS_ACTION_CHECK:
		return "check";
	default:
		return "unknown";
	}
}

static void describe(const struct xs_op *op, const char *name, size_t data_len, char *out,
		     size_t size)
{
	switch (op->cmd) {
	case XS_CMD_UPLOAD:
		snprintf(out, size, "upload %s %zu%s", name, data_len,
			 op->u.upload.size == data_len ? "" : " (another size in the op)");
		break;
	case XS_CMD_GET:
		snprintf(out, size, "get %s", name);
		break;
	case XS_CMD_LIST:
		snprintf(out, size, "list idx=%u nr=%u", op->u.list.idx, op->u.list.nr);
		break;
	case XS_CMD_ACTION:
		snprintf(out, size, "action %s %s timeout=%u flags=%u",
			 action_verb(op->u.action.cmd), name, op->u.action.timeout,
			 op->u.action.flags);
		break;
	case XS_CMD_INFO:
		snprintf(out, size, "info%s%s", name[0] ? " " : "", name);
		break;
	default:
		snprintf(out, size, "command %u", op->cmd);
		break;
	}
}

/* "\\e" stands for an escape character. */
static void unescape(char *line)
{
	char *to = line;

	for (char *at = line; *at; at++) {
		if (at[0] == '\\' && at[1] == 'e') {
			*to++ = '\033';
			at++;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
}

/* The next line that begins with @mark, without it and without the newline; NULL at the end. */
static char *next_line(FILE *script, char mark, char line[LINE_SIZE])
{
	while (fgets(line, LINE_SIZE, script)) {
		line[strcspn(line, "\n")] = '\0';
		unescape(line);
		if (line[0] == mark && line[1] == ' ')
			return line + 2;
	}
	return NULL;
}

static uint32_t read_hex(const char *text, uint8_t *out, uint32_t max)
{
	uint32_t len = 0;
	unsigned int byte;

	while (len < max && sscanf(text + (size_t)2 * len, "%2x", &byte) == 1)
		out[len++] = (uint8_t)byte;
	return len;
}

/* The parts of a reply to LIST while its entries are read. */
struct fake_list {
	uint32_t count;
	struct xs_status status[64];
	uint32_t name_len[64], metadata_len[64];
	char names[4096], metadata[4096];
	uint32_t names_len, metadata_total;
};

static void add_entry(struct fake_list *list, char *text)
{
	char *name = strtok(text, ","), *state = strtok(NULL, ","), *rc = strtok(NULL, ",");
	char *metadata = strtok(NULL, "");
	uint32_t i = list->count++;

	list->status[i] = (struct xs_status){(uint32_t)atoi(state), atoi(rc)};
	list->name_len[i] = (uint32_t)strlen(name) + 1;
	memcpy(list->names + list->names_len, name, list->name_len[i]);
	list->names_len += list->name_len[i];
	if (!metadata)
		return;
	list->metadata_len[i] = (uint32_t)strlen(metadata) + 1;
	for (char *at = metadata; *at; at++)
		if (*at == '|')
			*at = '\0';
	memcpy(list->metadata + list->metadata_total, metadata, list->metadata_len[i]);
	list->metadata_total += list->metadata_len[i];
}

static void append(struct fake_reply *reply, const void *from, size_t len)
{
	memcpy(reply->data + reply->data_len, from, len);
	reply->data_len += (uint32_t)len;
}

static void finish_list(const struct fake_list *list, struct fake_reply *reply)
{
	if (!list->count)
		return;
	append(reply, list->status, list->count * sizeof(list->status[0]));
	append(reply, list->name_len, list->count * sizeof(uint32_t));
	append(reply, list->metadata_len, list->count * sizeof(uint32_t));
	append(reply, list->names, list->names_len);
	append(reply, list->metadata, list->metadata_total);
}

static void set_stop(struct xs_stop_stats *stop, const char *key, uint64_t n)
{
	if (!strcmp(key, "gather_ns"))
		stop->gather_ns = n;
	else if (!strcmp(key, "stopped_ns"))
		stop->stopped_ns = n;
	else if (!strcmp(key, "look_ns"))
		stop->look_ns = n;
	else if (!strcmp(key, "commit_ns"))
		stop->commit_ns = n;
	else if (!strcmp(key, "hooks_ns"))
		stop->hooks_ns = n;
	else if (!strcmp(key, "sync_ns"))
		stop->sync_ns = n;
	else if (!strcmp(key, "stop_cpus"))
		stop->cpus = (uint32_t)n;
	else if (!strcmp(key, "writes"))
		stop->writes = (uint32_t)n;
	else if (!strcmp(key, "write_bytes"))
		stop->write_bytes = (uint32_t)n;
	else if (!strcmp(key, "action"))
		stop->action = (uint32_t)n;
	else
		fprintf(stderr, "fake host: unknown member '%s'\n", key);
}

static void set_info(struct xs_info *info, const char *key, const char *value)
{
	uint64_t n = strtoull(value, NULL, 0);

	if (!strcmp(key, "host"))
		snprintf(info->host, sizeof(info->host), "%s", value);
	else if (!strcmp(key, "version"))
		info->version = (uint32_t)n;
	else if (!strcmp(key, "build_id"))
		info->build_id.len = read_hex(value, info->build_id.bytes, XS_BUILD_ID_MAX);
	else if (!strcmp(key, "payloads"))
		info->payloads = (uint32_t)n;
	else if (!strcmp(key, "applied"))
		info->applied = (uint32_t)n;
	else if (!strcmp(key, "cpus"))
		info->cpus = (uint32_t)n;
	else if (!strcmp(key, "unregistered"))
		info->unregistered = (uint32_t)n;
	else if (!strcmp(key, "stops"))
		info->stops = n;
	else if (!strcmp(key, "stops_failed"))
		info->stops_failed = n;
	else if (!strcmp(key, "longest"))
		info->longest_stopped_ns = n;
	else if (!strcmp(key, "last_name"))
		snprintf(info->last_name, sizeof(info->last_name), "%s", value);
	else
		set_stop(&info->last, key, n);
}

static void set_payload_info(struct xs_payload_info *info, const char *key, const char *value)
{
	uint64_t n = strtoull(value, NULL, 0);

	if (!strcmp(key, "state"))
		info->state = (uint32_t)n;
	else if (!strcmp(key, "last"))
		info->rc = atoi(value);
	else if (!strcmp(key, "build_id"))
		info->build_id.len = read_hex(value, info->build_id.bytes, XS_BUILD_ID_MAX);
	else if (!strcmp(key, "depends"))
		info->depends.len = read_hex(value, info->depends.bytes, XS_BUILD_ID_MAX);
	else if (!strcmp(key, "host_depends"))
		info->host_depends.len = read_hex(value, info->host_depends.bytes, XS_BUILD_ID_MAX);
	else if (!strcmp(key, "funcs"))
		info->funcs = (uint32_t)n;
	else if (!strcmp(key, "users"))
		info->users = (uint32_t)n;
	else if (!strcmp(key, "apply_idx"))
		info->apply_idx = (uint32_t)n;
	else if (!strcmp(key, "text_va"))
		info->text_va = n;
	else if (!strcmp(key, "text_len"))
		info->text_len = n;
	else if (!strcmp(key, "upload_ns"))
		info->upload_ns = n;
	else if (!strcmp(key, "reason"))
		snprintf(info->reason, sizeof(info->reason), "%s", value);
	else
		set_stop(&info->last, key, n);
}

static void set_op(struct fake_reply *reply, struct fake_list *list, const char *key, char *value)
{
	struct xs_op *op = &reply->op;
	uint32_t n = (uint32_t)strtoul(value, NULL, 0);

	if (!strcmp(key, "state"))
		op->u.get.status.state = n;
	else if (!strcmp(key, "status"))
		op->u.get.status.rc = atoi(value);
	else if (!strcmp(key, "version"))
		op->u.list.version = n;
	else if (!strcmp(key, "left"))
		op->u.list.nr = n;
	else if (!strcmp(key, "names"))
		op->u.list.name_total_size = n;
	else if (!strcmp(key, "metadata"))
		op->u.list.metadata_total_size = n;
	else if (!strcmp(key, "entry"))
		add_entry(list, value);
	else
		fprintf(stderr, "fake host: unknown key '%s'\n", key);
}

/* "\e" stands for an escape character. */
static void read_reply(char *line, bool named, struct fake_reply *reply)
{
	struct xs_payload_info payload = {.version = XS_INFO_VERSION, .size = sizeof(payload)};
	struct xs_info info = {.version = XS_INFO_VERSION, .size = sizeof(info)};
	bool is_info = reply->op.cmd == XS_CMD_INFO;
	struct fake_list list = {0};
	char *rest = NULL;

	if (!strncmp(line, "raw ", 4)) {
		reply->raw = true;
		reply->data_len = read_hex(line + 4, reply->data, sizeof(reply->data));
		return;
	}
	for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		if (!strcmp(word, "rc")) {
			reply->rc = atoi(value);
		} else if (!strcmp(word, "reason")) {
			if (rest[0])
				rest[-1] = ' ';
			set_payload_info(&payload, word, value);
			break;
		} else if (is_info && named) {
			set_payload_info(&payload, word, value);
		} else if (is_info) {
			set_info(&info, word, value);
		} else {
			set_op(reply, &list, word, value);
		}
	}
	finish_list(&list, reply);
	if (is_info && reply->rc >= 0) {
		append(reply, named ? (void *)&payload : (void *)&info,
		       named ? sizeof(payload) : sizeof(info));
		reply->op.u.info.size = reply->data_len;
	}
}

void fake_script_answer(FILE *script, const struct xs_op *op, const char *name, size_t data_len,
			struct fake_reply *reply)
{
	char line[LINE_SIZE], asked[512];
	char *expected = next_line(script, '>', line);

	*reply = (struct fake_reply){.rc = -EPROTO, .op = *op};
	describe(op, name, data_len, asked, sizeof(asked));
	if (!expected || strcmp(expected, asked)) {
		fprintf(stderr, "fake host: asked '%s', expected '%s'\n", asked,
			expected ? expected : "nothing");
		mismatches++;
		return;
	}
	reply->rc = 0;
	expected = next_line(script, '<', line);
	if (!expected) {
		fprintf(stderr, "fake host: no reply to '%s' in the script\n", asked);
		return;
	}
	read_reply(expected, name[0], reply);
}

int fake_script_end(FILE *script)
{
	char line[LINE_SIZE];
	char *expected;
	int count = mismatches;

	while ((expected = next_line(script, '>', line))) {
		fprintf(stderr, "fake host: never asked '%s'\n", expected);
		count++;
	}
	return count;
}
