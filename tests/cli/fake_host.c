/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A host on a unix socket that says what a script tells it to.
 *
 * fake_host SOCKET SCRIPT COMMAND: listens, runs COMMAND in a shell, serves its one connection and
 * exits with its status; 99 if the conversation was not the script's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xsplice/wire.h>

#include "script.h"

#define REQUEST_MAX (4u << 20)

/* The exit status that no command has. */
#define BROKEN 99

static void die(const char *what)
{
	perror(what);
	exit(BROKEN);
}

static bool receive(int fd, void *data, size_t len)
{
	return recv(fd, data, len, MSG_WAITALL) == (ssize_t)len;
}

static bool send_all(int fd, const void *data, size_t len)
{
	return !len || send(fd, data, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* One request. Return: is there to be another? */
static bool serve_one(int fd, FILE *script)
{
	static struct fake_reply reply;
	static uint8_t data[REQUEST_MAX];
	struct xs_wire_request request;
	struct xs_wire_reply wire = {.magic = XS_WIRE_MAGIC};
	char name[XS_NAME_SIZE] = "";
	size_t name_len;

	if (!receive(fd, &request, sizeof(request)))
		return false;
	name_len = request.op.cmd == XS_CMD_LIST ? 0 : request.op.u.get.name.size;
	if (request.magic != XS_WIRE_MAGIC || request.version != XS_WIRE_VERSION ||
	    name_len > sizeof(name) || request.data_len > sizeof(data) || request.pad) {
		fprintf(stderr, "fake host: broken request\n");
		return false;
	}
	if ((name_len && !receive(fd, name, name_len)) ||
	    (request.data_len && !receive(fd, data, request.data_len)))
		return false;
	fake_script_answer(script, &request.op, name, request.data_len, &reply);
	if (reply.raw) {
		send_all(fd, reply.data, reply.data_len);
		return false;
	}
	wire.rc = reply.rc;
	wire.op = reply.op;
	wire.data_len = reply.data_len;
	return send_all(fd, &wire, sizeof(wire)) && send_all(fd, reply.data, reply.data_len);
}

static struct sockaddr_un socket_address(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		die(path);
	}
	strcpy(address.sun_path, path);
	return address;
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = socket_address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	unlink(path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 1))
		die(path);
	return fd;
}

/* Serves the first connection to @listener; never returns. */
static void serve(int listener, FILE *script)
{
	int fd = accept(listener, NULL, NULL);

	while (serve_one(fd, script))
		continue;
	/* The other end learns of it now, whatever the script has left. */
	close(fd);
	_exit(fake_script_end(script) ? BROKEN : 0);
}

static pid_t fork_or_die(void)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	return pid;
}

static int wait_status(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return BROKEN;
	return WEXITSTATUS(status);
}

/* A command that never connected leaves the server waiting: this connection ends it. */
static void release_server(const char *path)
{
	struct sockaddr_un address = socket_address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)))
		die(path);
	close(fd);
}

int main(int argc, char **argv)
{
	int listener, status;
	pid_t server, command;
	FILE *script;

	if (argc != 4)
		return BROKEN;
	listener = listen_at(argv[1]);
	script = fopen(argv[2], "re");
	if (!script)
		die(argv[2]);
	server = fork_or_die();
	if (!server)
		serve(listener, script);
	command = fork_or_die();
	if (!command) {
		execl("/bin/sh", "sh", "-c", argv[3], (char *)NULL);
		die("/bin/sh");
	}
	status = wait_status(command);
	release_server(argv[1]);
	return wait_status(server) ? BROKEN : status;
}
