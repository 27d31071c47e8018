/* SPDX-License-Identifier: BSD-2-Clause */
/* The control ABI over a unix stream socket: include/xsplice/wire.h. */
#include "transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <xsplice/wire.h>

/* A host that says nothing for this long is taken for dead. */
#define SILENCE_MAX_S 30

/* More than any honest reply holds: 1024 list entries with names and a generous .modinfo each. */
#define REPLY_DATA_MAX (4u << 20)

struct transport_unix {
	struct transport base;
	int fd;
	const char *path; /* borrowed from the command line or the environment */
};

static int send_all(struct transport_unix *unix_, const void *data, size_t len,
		    struct failure *failure)
{
	const char *at = data;

	while (len) {
		ssize_t sent = send(unix_->fd, at, len, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return fail(failure, EXIT_TRANSPORT, "cannot send to %s: %s", unix_->path,
				    strerror(errno));
		at += sent;
		len -= (size_t)sent;
	}
	return 0;
}

static int receive_all(struct transport_unix *unix_, void *data, size_t len,
		       struct failure *failure)
{
	char *at = data;
	size_t missing = len;

	while (missing) {
		ssize_t got = recv(unix_->fd, at, missing, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return fail(failure, EXIT_TRANSPORT,
				    "the host at %s has been silent for %d s; what was asked may "
				    "still happen",
				    unix_->path, SILENCE_MAX_S);
		if (got < 0)
			return fail(failure, EXIT_TRANSPORT, "cannot receive from %s: %s",
				    unix_->path, strerror(errno));
		if (!got)
			return fail(failure, EXIT_TRANSPORT,
				    "the host at %s hung up in its reply: %zu of %zu bytes came",
				    unix_->path, len - missing, len);
		at += got;
		missing -= (size_t)got;
	}
	return 0;
}

static int receive_reply(struct transport_unix *unix_, struct xs_op *op, struct answer *answer,
			 struct failure *failure)
{
	struct xs_wire_reply reply;
	void *data = NULL;

	if (receive_all(unix_, &reply, sizeof(reply), failure))
		return -1;
	if (reply.magic != XS_WIRE_MAGIC)
		return fail(failure, EXIT_TRANSPORT,
			    "what listens at %s is no xSplice host: its reply begins with %#x, "
			    "not %#x",
			    unix_->path, reply.magic, XS_WIRE_MAGIC);
	if (reply.data_len > REPLY_DATA_MAX)
		return fail(failure, EXIT_TRANSPORT,
			    "the host at %s announces a reply of %u bytes; at most %u are "
			    "believed",
			    unix_->path, reply.data_len, REPLY_DATA_MAX);
	if (reply.data_len) {
		data = malloc(reply.data_len);
		if (!data)
			return fail(failure, EXIT_TRANSPORT, "out of memory");
		if (receive_all(unix_, data, reply.data_len, failure)) {
			free(data);
			return -1;
		}
	}
	*op = reply.op;
	answer->rc = reply.rc;
	answer->data = data;
	answer->len = reply.data_len;
	return 0;
}

static int unix_call(struct transport *transport, struct xs_op *op, const char *name,
		     const void *data, size_t data_len, struct answer *answer,
		     struct failure *failure)
{
	struct transport_unix *unix_ = (struct transport_unix *)transport;
	struct xs_wire_request request = {.magic = XS_WIRE_MAGIC,
					  .version = XS_WIRE_VERSION,
					  .op = *op,
					  .data_len = (uint32_t)data_len};
	struct xs_op_name *op_name = &request.op.u.upload.name;
	size_t name_len = name ? strlen(name) + 1 : 0;

	/* LIST alone has no name at the head of its union member. */
	if (op->cmd != XS_CMD_LIST)
		op_name->size = (uint16_t)name_len;
	if (send_all(unix_, &request, sizeof(request), failure) ||
	    send_all(unix_, name, name_len, failure) || send_all(unix_, data, data_len, failure)) {
		struct failure unread;

		/* A host that refuses early hangs up before it has read all; its reply says more. */
		return receive_reply(unix_, op, answer, &unread);
	}
	return receive_reply(unix_, op, answer, failure);
}

static void unix_close(struct transport *transport)
{
	struct transport_unix *unix_ = (struct transport_unix *)transport;

	close(unix_->fd);
	free(unix_);
}

static const struct transport_ops unix_ops = {.call = unix_call, .close = unix_close};

static enum exit_status connect_status(int error)
{
	return error == EACCES || error == EPERM ? EXIT_PERMISSION : EXIT_TRANSPORT;
}

int transport_unix_open(const char *path, struct transport **out, struct failure *failure)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval silence = {.tv_sec = SILENCE_MAX_S};
	struct transport_unix *unix_;

	if (strlen(path) >= sizeof(address.sun_path))
		return fail(failure, EXIT_USAGE,
			    "socket path is %zu bytes long, at most %zu are possible: %s",
			    strlen(path), sizeof(address.sun_path) - 1, path);
	strcpy(address.sun_path, path);
	unix_ = calloc(1, sizeof(*unix_));
	if (!unix_)
		return fail(failure, EXIT_TRANSPORT, "out of memory");
	unix_->base.ops = &unix_ops;
	unix_->path = path;
	unix_->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (unix_->fd < 0) {
		fail(failure, EXIT_TRANSPORT, "cannot make a socket: %s", strerror(errno));
		goto free_transport;
	}
	if (connect(unix_->fd, (struct sockaddr *)&address, sizeof(address))) {
		fail(failure, connect_status(errno), "cannot connect to %s: %s", path,
		     strerror(errno));
		goto close_socket;
	}
	setsockopt(unix_->fd, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof(silence));
	setsockopt(unix_->fd, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof(silence));
	*out = &unix_->base;
	return 0;

close_socket:
	close(unix_->fd);
free_transport:
	free(unix_);
	return -1;
}
