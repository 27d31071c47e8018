/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control ABI as a Xen system control hypercall, through libxencall.
 *
 * libxencall's ABI is stable over Xen versions; libxenctrl's is not. The one number that differs
 * between hypervisors, the sysctl interface version, is found by asking: a wrong one is refused with
 * EACCES before anything else is looked at.
 */
#include "transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xencall.h>
#include <xentoollog.h>

#define HYPERVISOR_SYSCTL 35
#define SYSCTL_LIVEPATCH_OP 27

/** struct sysctl - struct xen_sysctl of public/sysctl.h */
struct sysctl {
	uint32_t cmd;
	uint32_t interface_version;
	union {
		struct xs_op livepatch;
		uint8_t fill[128];
	} u;
};

_Static_assert(sizeof(struct xs_op) == 72, "xen_sysctl_livepatch_op");
_Static_assert(sizeof(struct sysctl) == 136, "xen_sysctl");

/* Newest first: 4.21, 4.17 to 4.20, 4.16, 4.14 and 4.15, 4.13; then what may come. */
static const uint32_t interface_versions[] = {0x16, 0x15, 0x14, 0x13, 0x12, 0x17, 0x18, 0x19};

#define VERSION_COUNT (sizeof(interface_versions) / sizeof(interface_versions[0]))

struct transport_xen {
	struct transport base;
	xencall_handle *xencall;
	struct sysctl *sysctl;	    /* hypercall-safe */
	uint32_t interface_version; /* 0: not known yet */
};

/*
 * Where in one hypercall-safe buffer the parts of a reply to LIST go. The hypervisor may fill less of
 * each than there is room; pack_list() then closes the gaps.
 */
struct list_room {
	size_t nr;
	size_t len_off, metadata_len_off, name_off, metadata_off;
	size_t name_len, metadata_len; /* bytes of room */
	size_t total;
};

/* libxencall would print its errors; ours say what to do about them. */
static void log_nothing(struct xentoollog_logger *logger, xentoollog_level level, int errnoval,
			const char *context, const char *format, va_list args)
{
}

static void log_destroy(struct xentoollog_logger *logger)
{
}

static struct xentoollog_logger quiet_logger = {.vmessage = log_nothing, .destroy = log_destroy};

/* Return: what the hypervisor returns, or minus an errno. */
static int hypercall(struct transport_xen *xen, const struct xs_op *op, uint32_t version)
{
	int rc;

	*xen->sysctl = (struct sysctl){.cmd = SYSCTL_LIVEPATCH_OP, .interface_version = version};
	xen->sysctl->u.livepatch = *op;
	errno = 0;
	rc = xencall1(xen->xencall, HYPERVISOR_SYSCTL, (uint64_t)(uintptr_t)xen->sysctl);
	return rc < 0 ? -errno : rc;
}

static int hypercall_any_version(struct transport_xen *xen, const struct xs_op *op)
{
	if (xen->interface_version)
		return hypercall(xen, op, xen->interface_version);
	for (size_t i = 0; i < VERSION_COUNT; i++) {
		int rc = hypercall(xen, op, interface_versions[i]);

		if (rc == -EACCES)
			continue;
		xen->interface_version = interface_versions[i];
		return rc;
	}
	return -EACCES;
}

static struct list_room list_room(const struct xs_op_list *list)
{
	struct list_room room = {.nr = list->nr,
				 .name_len = list->name_total_size,
				 .metadata_len = list->metadata_total_size};

	room.len_off = room.nr * sizeof(struct xs_status);
	room.metadata_len_off = room.len_off + room.nr * sizeof(uint32_t);
	room.name_off = room.metadata_len_off + room.nr * sizeof(uint32_t);
	room.metadata_off = room.name_off + room.name_len;
	room.total = room.metadata_off + room.metadata_len;
	return room;
}

static uint64_t sum(const uint8_t *lens, int count)
{
	uint64_t total = 0;

	for (int i = 0; i < count; i++) {
		uint32_t len;

		memcpy(&len, lens + (size_t)i * sizeof(len), sizeof(len));
		total += len;
	}
	return total;
}

static void append(uint8_t **at, const uint8_t *from, size_t len)
{
	memcpy(*at, from, len);
	*at += len;
}

/* Brings the filled parts of @buffer together in the order of wire.h. */
static int pack_list(const struct list_room *room, const uint8_t *buffer, struct answer *answer,
		     struct failure *failure)
{
	size_t count = (size_t)answer->rc;
	uint64_t names, metadata;
	uint8_t *at;

	if (count > room->nr)
		return fail(failure, EXIT_TRANSPORT,
			    "the hypervisor says it listed %zu payloads where %zu were asked for",
			    count, room->nr);
	names = sum(buffer + room->len_off, answer->rc);
	metadata = sum(buffer + room->metadata_len_off, answer->rc);
	if (names > room->name_len || metadata > room->metadata_len)
		return fail(failure, EXIT_TRANSPORT,
			    "the hypervisor's list does not fit the sizes that it gave for it");
	answer->len = count * (sizeof(struct xs_status) + 2 * sizeof(uint32_t)) + names + metadata;
	answer->data = at = malloc(answer->len + 1);
	if (!at)
		return fail(failure, EXIT_TRANSPORT, "out of memory");
	append(&at, buffer, count * sizeof(struct xs_status));
	append(&at, buffer + room->len_off, count * sizeof(uint32_t));
	append(&at, buffer + room->metadata_len_off, count * sizeof(uint32_t));
	append(&at, buffer + room->name_off, names);
	append(&at, buffer + room->metadata_off, metadata);
	return 0;
}

static int call_list(struct transport_xen *xen, struct xs_op *op, struct answer *answer,
		     struct failure *failure)
{
	struct list_room room = list_room(&op->u.list);
	uint8_t *buffer = NULL;
	uint64_t base;
	int err = 0;

	if (room.total) {
		buffer = xencall_alloc_buffer(xen->xencall, room.total);
		if (!buffer)
			return fail(failure, EXIT_TRANSPORT,
				    "no hypercall-safe memory for a list of %zu bytes", room.total);
		memset(buffer, 0, room.total);
		base = (uintptr_t)buffer;
		op->u.list.status = base;
		op->u.list.len = base + room.len_off;
		op->u.list.metadata_len = base + room.metadata_len_off;
		op->u.list.name = base + room.name_off;
		op->u.list.metadata = base + room.metadata_off;
	}
	answer->rc = hypercall_any_version(xen, op);
	*op = xen->sysctl->u.livepatch;
	if (answer->rc > 0 && room.nr)
		err = pack_list(&room, buffer, answer, failure);
	xencall_free_buffer(xen->xencall, buffer);
	return err;
}

static int call_info(struct transport_xen *xen, struct xs_op *op, struct answer *answer,
		     struct failure *failure)
{
	size_t room = op->u.info.size;
	void *buffer = xencall_alloc_buffer(xen->xencall, room);
	size_t filled;
	int err = 0;

	if (!buffer)
		return fail(failure, EXIT_TRANSPORT, "no hypercall-safe memory for %zu bytes",
			    room);
	memset(buffer, 0, room);
	op->u.info.buf = (uintptr_t)buffer;
	answer->rc = hypercall_any_version(xen, op);
	*op = xen->sysctl->u.livepatch;
	if (answer->rc >= 0) {
		filled = op->u.info.size < room ? op->u.info.size : room;
		answer->data = malloc(filled + 1);
		if (answer->data) {
			memcpy(answer->data, buffer, filled);
			answer->len = filled;
		} else {
			err = fail(failure, EXIT_TRANSPORT, "out of memory");
		}
	}
	xencall_free_buffer(xen->xencall, buffer);
	return err;
}

static int call_upload(struct transport_xen *xen, struct xs_op *op, const void *data, size_t len,
		       struct answer *answer, struct failure *failure)
{
	void *buffer = xencall_alloc_buffer(xen->xencall, len);

	if (!buffer)
		return fail(failure, EXIT_TRANSPORT,
			    "no hypercall-safe memory for a payload of %zu bytes", len);
	memcpy(buffer, data, len);
	op->u.upload.payload = (uintptr_t)buffer;
	op->u.upload.size = len;
	answer->rc = hypercall_any_version(xen, op);
	*op = xen->sysctl->u.livepatch;
	xencall_free_buffer(xen->xencall, buffer);
	return 0;
}

/* The name, and then what belongs to the command. */
static int call_command(struct transport_xen *xen, struct xs_op *op, const void *data,
			size_t data_len, struct answer *answer, struct failure *failure)
{
	switch (op->cmd) {
	case XS_CMD_UPLOAD:
		return call_upload(xen, op, data, data_len, answer, failure);
	case XS_CMD_LIST:
		return call_list(xen, op, answer, failure);
	case XS_CMD_INFO:
		return call_info(xen, op, answer, failure);
	default:
		answer->rc = hypercall_any_version(xen, op);
		*op = xen->sysctl->u.livepatch;
		return 0;
	}
}

static int xen_call(struct transport *transport, struct xs_op *op, const char *name,
		    const void *data, size_t data_len, struct answer *answer,
		    struct failure *failure)
{
	struct transport_xen *xen = (struct transport_xen *)transport;
	size_t name_len = name ? strlen(name) + 1 : 0;
	char *safe_name = NULL;
	int err;

	if (name) {
		safe_name = xencall_alloc_buffer(xen->xencall, name_len);
		if (!safe_name)
			return fail(failure, EXIT_TRANSPORT, "no hypercall-safe memory for a name");
		memcpy(safe_name, name, name_len);
		/* At the head of the union in every command that has a name. */
		op->u.get.name.name = (uintptr_t)safe_name;
		op->u.get.name.size = (uint16_t)name_len;
	}
	err = call_command(xen, op, data, data_len, answer, failure);
	xencall_free_buffer(xen->xencall, safe_name);
	return err;
}

static void xen_close(struct transport *transport)
{
	struct transport_xen *xen = (struct transport_xen *)transport;

	xencall_free_buffer(xen->xencall, xen->sysctl);
	xencall_close(xen->xencall);
	free(xen);
}

static const struct transport_ops xen_ops = {.call = xen_call, .close = xen_close};

static int fail_open(int error, struct failure *failure)
{
	if (error == EACCES || error == EPERM)
		return fail(failure, EXIT_PERMISSION,
			    "not allowed to make hypercalls: %s; run it as root in dom0",
			    strerror(error));
	if (access("/proc/xen", F_OK) && access("/sys/hypervisor/type", F_OK))
		return fail(failure, EXIT_TRANSPORT,
			    "this machine does not run under Xen (%s); run it in dom0, or name "
			    "another host with --host unix:PATH",
			    strerror(error));
	return fail(failure, EXIT_TRANSPORT,
		    "cannot open the hypercall device: %s; is the xen-privcmd module loaded?",
		    strerror(error));
}

int transport_xen_open(struct transport **out, struct failure *failure)
{
	struct transport_xen *xen = calloc(1, sizeof(*xen));

	if (!xen)
		return fail(failure, EXIT_TRANSPORT, "out of memory");
	xen->base.ops = &xen_ops;
	xen->xencall = xencall_open(&quiet_logger, 0);
	if (!xen->xencall) {
		fail_open(errno, failure);
		goto free_transport;
	}
	xen->sysctl = xencall_alloc_buffer(xen->xencall, sizeof(*xen->sysctl));
	if (!xen->sysctl) {
		fail(failure, EXIT_TRANSPORT, "no hypercall-safe memory");
		goto close_xencall;
	}
	*out = &xen->base;
	return 0;

close_xencall:
	xencall_close(xen->xencall);
free_transport:
	free(xen);
	return -1;
}
