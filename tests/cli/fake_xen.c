/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hypervisor that says what a script tells it to: stands in the place of libxencall.
 *
 * FAKE_XEN_SCRIPT names the script, FAKE_XEN_INTERFACE the one sysctl interface version it accepts.
 * Looks at what the tool handed over as a hypervisor would: every pointer must lead into memory that
 * xencall_alloc_buffer() gave out, every pad must be zero.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <xencall.h>

#include "script.h"

#define BUFFER_MAX 16

struct xencall_handle {
	FILE *script;
	uint32_t interface_version;
	struct {
		char *at;
		size_t len;
	} buffers[BUFFER_MAX];
};

struct sysctl {
	uint32_t cmd;
	uint32_t interface_version;
	struct xs_op op;
	uint8_t fill[56];
};

static struct xencall_handle handle;

xencall_handle *xencall_open(struct xentoollog_logger *logger, unsigned int open_flags)
{
	const char *script = getenv("FAKE_XEN_SCRIPT");
	const char *version = getenv("FAKE_XEN_INTERFACE");

	if (getenv("FAKE_XEN_OPEN_ERROR")) {
		errno = atoi(getenv("FAKE_XEN_OPEN_ERROR"));
		return NULL;
	}
	handle.script = script ? fopen(script, "re") : NULL;
	handle.interface_version = version ? (uint32_t)strtoul(version, NULL, 0) : 0x15;
	return handle.script ? &handle : NULL;
}

int xencall_close(xencall_handle *xcall)
{
	for (int i = 0; i < BUFFER_MAX; i++)
		if (xcall->buffers[i].at)
			fprintf(stderr, "fake xen: %zu hypercall-safe bytes not freed\n",
				xcall->buffers[i].len);
	fake_script_end(xcall->script);
	fclose(xcall->script);
	return 0;
}

void *xencall_alloc_buffer(xencall_handle *xcall, size_t size)
{
	for (int i = 0; i < BUFFER_MAX; i++) {
		if (xcall->buffers[i].at)
			continue;
		xcall->buffers[i].at = malloc(size);
		xcall->buffers[i].len = size;
		/* What real ones hold is not zero either. */
		return memset(xcall->buffers[i].at, 0xa5, size);
	}
	return NULL;
}

void xencall_free_buffer(xencall_handle *xcall, void *p)
{
	for (int i = 0; p && i < BUFFER_MAX; i++)
		if (xcall->buffers[i].at == p) {
			free(p);
			xcall->buffers[i].at = NULL;
		}
}

static bool is_safe(const xencall_handle *xcall, uint64_t at, size_t len)
{
	for (int i = 0; i < BUFFER_MAX; i++) {
		uint64_t start = (uintptr_t)xcall->buffers[i].at;

		if (start && at >= start && at - start <= xcall->buffers[i].len &&
		    len <= xcall->buffers[i].len - (at - start))
			return true;
	}
	fprintf(stderr, "fake xen: %zu bytes are not hypercall-safe\n", len);
	return false;
}

static const uint8_t *put(xencall_handle *xcall, uint64_t to, const uint8_t *from, size_t len)
{
	if (len && is_safe(xcall, to, len))
		memcpy((void *)(uintptr_t)to, from, len);
	return from + len;
}

static uint32_t sum(const uint8_t *lens, size_t count)
{
	uint32_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += ((const uint32_t *)(const void *)lens)[i];
	return total;
}

/* The reply as wire.h orders it goes where the pointers of the request lead. */
static void put_list(xencall_handle *xcall, struct xs_op_list *list, const struct fake_reply *reply)
{
	size_t count = reply->rc > 0 && list->nr ? (size_t)reply->rc : 0;
	const uint8_t *at = reply->data;
	const uint8_t *len = at + count * sizeof(struct xs_status);
	const uint8_t *metadata_len = len + count * sizeof(uint32_t);

	if (!count)
		return;
	at = put(xcall, list->status, at, count * sizeof(struct xs_status));
	at = put(xcall, list->len, at, count * sizeof(uint32_t));
	at = put(xcall, list->metadata_len, at, count * sizeof(uint32_t));
	at = put(xcall, list->name, at, sum(len, count));
	put(xcall, list->metadata, at, sum(metadata_len, count));
}

static bool read_name(xencall_handle *xcall, const struct xs_op_name *name, char *out)
{
	out[0] = '\0';
	if (name->pad[0] || name->pad[1] || name->pad[2] || name->size > XS_NAME_SIZE) {
		fprintf(stderr, "fake xen: bad name\n");
		return false;
	}
	if (!name->size)
		return true;
	if (!is_safe(xcall, name->name, name->size))
		return false;
	memcpy(out, (void *)(uintptr_t)name->name, name->size);
	return true;
}

int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg1)
{
	static struct fake_reply reply;
	struct sysctl *sysctl = (void *)(uintptr_t)arg1;
	char name[XS_NAME_SIZE] = "";
	struct xs_op asked;

	if (op != 35 || !is_safe(xcall, arg1, sizeof(*sysctl)) || sysctl->cmd != 27) {
		errno = ENOSYS;
		return -1;
	}
	if (sysctl->interface_version != xcall->interface_version) {
		errno = EACCES;
		return -1;
	}
	asked = sysctl->op;
	if (asked.pad || (asked.cmd == XS_CMD_ACTION && asked.u.action.pad) ||
	    (asked.cmd == XS_CMD_LIST && asked.u.list.pad) ||
	    (asked.cmd != XS_CMD_LIST && !read_name(xcall, &asked.u.get.name, name)) ||
	    (asked.cmd == XS_CMD_UPLOAD &&
	     !is_safe(xcall, asked.u.upload.payload, asked.u.upload.size))) {
		errno = EINVAL;
		return -1;
	}
	fake_script_answer(xcall->script, &asked, name,
			   asked.cmd == XS_CMD_UPLOAD ? asked.u.upload.size : 0, &reply);
	if (asked.cmd == XS_CMD_LIST)
		put_list(xcall, &asked.u.list, &reply);
	if (asked.cmd == XS_CMD_INFO)
		put(xcall, asked.u.info.buf, reply.data,
		    reply.data_len < asked.u.info.size ? reply.data_len : asked.u.info.size);
	sysctl->op = reply.op;
	if (reply.rc < 0) {
		errno = -reply.rc;
		return -1;
	}
	return reply.rc;
}
