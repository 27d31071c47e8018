// SPDX-License-Identifier: BSD-2-Clause
#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char *socket_path;

void client_path(const char *path)
{
	socket_path = path;
}

int client_connect(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	strncpy(address.sun_path, socket_path, sizeof(address.sun_path) - 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd;
}

void client_send(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;
	ssize_t sent;

	while (len && (sent = send(fd, at, len, MSG_NOSIGNAL)) > 0) {
		at += sent;
		len -= (size_t)sent;
	}
}

static bool receive_all(int fd, void *bytes, size_t len)
{
	char *at = bytes;
	ssize_t got;

	while (len && (got = recv(fd, at, len, 0)) > 0) {
		at += got;
		len -= (size_t)got;
	}
	return !len;
}

bool client_receive(int fd, struct xs_wire_reply *reply)
{
	return receive_all(fd, reply, sizeof(*reply));
}

int client_call(struct xs_op *op, const char *name, const void *data, size_t len, void **out,
		size_t *out_len)
{
	struct xs_wire_request request = {.magic = XS_WIRE_MAGIC, .version = XS_WIRE_VERSION};
	struct xs_wire_reply reply;
	void *reply_data = NULL;
	int fd = client_connect(), rc = -EPIPE;

	if (fd < 0)
		return fd;
	if (name)
		op->u.upload.name.size = (uint16_t)(strlen(name) + 1);
	request.op = *op;
	request.data_len = (uint32_t)len;
	client_send(fd, &request, sizeof(request));
	if (name)
		client_send(fd, name, strlen(name) + 1);
	client_send(fd, data, len);
	if (!client_receive(fd, &reply) || reply.magic != XS_WIRE_MAGIC)
		goto close_socket;
	reply_data = malloc(reply.data_len + 1);
	if (!reply_data || !receive_all(fd, reply_data, reply.data_len))
		goto close_socket;
	*op = reply.op;
	rc = reply.rc;
	if (out) {
		*out = reply_data;
		*out_len = reply.data_len;
		reply_data = NULL;
	}
close_socket:
	free(reply_data);
	close(fd);
	return rc;
}

static void *file_read(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *bytes = NULL;

	if (!file)
		return NULL;
	fseek(file, 0, SEEK_END);
	*len = (size_t)ftell(file);
	rewind(file);
	bytes = malloc(*len + 1);
	if (bytes && fread(bytes, 1, *len, file) != *len) {
		free(bytes);
		bytes = NULL;
	}
	fclose(file);
	return bytes;
}

void *client_payload(const char *file, size_t *len)
{
	const char *folder = getenv("XS_TEST_PAYLOADS"), *kind = getenv("XS_TEST_KIND");
	char path[4096];
	void *bytes;

	snprintf(path, sizeof(path), "%s/%s-%s", folder ? folder : ".", kind ? kind : "pie", file);
	bytes = file_read(path, len);
	if (!bytes)
		fprintf(stderr, "cannot read %s\n", path);
	return bytes;
}

int client_upload_bytes(const char *name, const void *bytes, size_t len)
{
	struct xs_op op = {.cmd = XS_CMD_UPLOAD};

	op.u.upload.size = len;
	return client_call(&op, name, bytes, len, NULL, NULL);
}

int client_upload(const char *name, const char *file)
{
	size_t len = 0;
	void *bytes = client_payload(file, &len);
	int rc;

	if (!bytes)
		return -ENOENT;
	rc = client_upload_bytes(name, bytes, len);
	free(bytes);
	return rc;
}

int client_get(const char *name, struct xs_status *status)
{
	struct xs_op op = {.cmd = XS_CMD_GET};
	int rc = client_call(&op, name, NULL, 0, NULL, NULL);

	*status = op.u.get.status;
	return rc;
}

int client_action(const char *name, uint32_t action, uint32_t timeout_ns)
{
	const struct timespec pause = {.tv_nsec = 200000};
	struct xs_op op = {.cmd = XS_CMD_ACTION};
	struct xs_status status;
	int rc;

	op.u.action.cmd = action;
	op.u.action.timeout = timeout_ns;
	rc = client_call(&op, name, NULL, 0, NULL, NULL);
	if (rc || action == XS_ACTION_UNLOAD)
		return rc;
	do {
		nanosleep(&pause, NULL);
		rc = client_get(name, &status);
	} while (!rc && status.rc == -EAGAIN);
	return rc ? rc : status.rc;
}

int client_info(struct xs_info *info)
{
	struct xs_op op = {.cmd = XS_CMD_INFO, .u.info.size = sizeof(*info)};
	void *out = NULL;
	size_t len = 0;
	int rc = client_call(&op, NULL, NULL, 0, &out, &len);

	memset(info, 0, sizeof(*info));
	if (!rc)
		memcpy(info, out, len < sizeof(*info) ? len : sizeof(*info));
	free(out);
	return rc;
}

int client_payload_info(const char *name, struct xs_payload_info *info)
{
	struct xs_op op = {.cmd = XS_CMD_INFO, .u.info.size = sizeof(*info)};
	void *out = NULL;
	size_t len = 0;
	int rc = client_call(&op, name, NULL, 0, &out, &len);

	memset(info, 0, sizeof(*info));
	if (!rc)
		memcpy(info, out, len < sizeof(*info) ? len : sizeof(*info));
	free(out);
	return rc;
}
