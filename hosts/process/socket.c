// SPDX-License-Identifier: BSD-2-Clause
/*
 * The control socket: one thread, a few clients, none of which can make another wait by being slow.
 * A client that breaks the protocol's rules (wire.h) or takes too long hears -EINVAL or -ETIMEDOUT and is
 * hung up on; a peer of another user hears -EPERM.
 */
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX 16u
#define REQUEST_MS 10000u
#define BACKLOG 16
#define TICK_MS 100 /* how exactly that is kept */

/** enum step - what a client is at */
enum step { STEP_HEAD, STEP_NAME, STEP_DATA, STEP_REPLY };

struct client {
	int fd; /* -1: free */
	enum step step;
	bool last;	   /* hang up once the reply is out */
	uint64_t since_ns; /* when the request's first byte came; 0: none yet */
	size_t done;	   /* bytes of this step */
	struct xs_wire_request request;
	char name[XS_NAME_SIZE + 1];
	uint8_t *data;
	struct xs_wire_reply reply;
	void *reply_data;
};

static struct client clients[CLIENTS_MAX];
static uint64_t request_ns; /* from its first byte to its last, and for taking the reply */

/* ---- a client's steps -------------------------------------------------------------------------- */

static void client_close(struct client *c)
{
	close(c->fd);
	free(c->data);
	free(c->reply_data);
	memset(c, 0, sizeof(*c));
	c->fd = -1;
}

static void client_refuse(struct client *c, int rc, const char *reason)
{
	port_log(XS_LOG_WARNING, "control socket: request refused: %s", reason);
	memset(&c->reply, 0, sizeof(c->reply));
	c->reply.magic = XS_WIRE_MAGIC;
	c->reply.rc = rc;
	c->reply.op = c->request.op;
	c->last = true;
	c->step = STEP_REPLY;
	c->done = 0;
}

static size_t client_name_len(const struct client *c)
{
	/* LIST alone has no name at the head of its part of the union. */
	return c->request.op.cmd == XS_CMD_LIST ? 0 : c->request.op.u.upload.name.size;
}

static void client_serve(struct client *c)
{
	c->name[client_name_len(c)] = '\0';
	c->last = !control_request(&c->request, c->name, c->data, &c->reply, &c->reply_data);
	free(c->data);
	c->data = NULL;
	c->step = STEP_REPLY;
	c->done = 0;
	c->since_ns = port_now();
}

/* The head is here: is it a request, and is what it announces of a size that we would take? */
static void client_judge(struct client *c)
{
	const struct xs_wire_request *r = &c->request;

	if (r->magic != XS_WIRE_MAGIC)
		client_refuse(c, -EINVAL, "it does not begin with the protocol's magic number");
	else if (r->version != XS_WIRE_VERSION)
		client_refuse(c, -EINVAL, "it is of another version of the protocol");
	else if (r->pad)
		client_refuse(c, -EINVAL, "padding is not zero");
	else if (client_name_len(c) > XS_NAME_SIZE)
		client_refuse(c, -EINVAL, "the payload's name is too long");
	else if (r->op.cmd != XS_CMD_UPLOAD && r->data_len)
		client_refuse(c, -EINVAL, "data follow a command that takes none");
	else if (r->data_len > XS_PAYLOAD_MAX_LEN)
		client_refuse(c, -EINVAL, "the payload is larger than payloads may be");
	else
		c->step = STEP_NAME;
	c->done = 0;
}

static void client_advance(struct client *c)
{
	if (c->step == STEP_HEAD)
		client_judge(c);
	if (c->step == STEP_NAME && c->done == client_name_len(c)) {
		c->step = STEP_DATA;
		c->done = 0;
		if (c->request.data_len) {
			c->data = malloc(c->request.data_len);
			if (!c->data)
				client_refuse(c, -ENOMEM, "no memory for the payload");
		}
	}
	if (c->step == STEP_DATA && c->done == c->request.data_len)
		client_serve(c);
}

/* The piece of memory that this step fills (or empties), and its whole length. */
static uint8_t *client_piece(struct client *c, size_t *len)
{
	switch (c->step) {
	case STEP_HEAD:
		*len = sizeof(c->request);
		return (uint8_t *)&c->request;
	case STEP_NAME:
		*len = client_name_len(c);
		return (uint8_t *)c->name;
	case STEP_DATA:
		*len = c->request.data_len;
		return c->data;
	default:
		*len = sizeof(c->reply) + c->reply.data_len;
		return NULL;
	}
}

static void client_read(struct client *c)
{
	size_t len;
	uint8_t *at = client_piece(c, &len);
	ssize_t got = recv(c->fd, at + c->done, len - c->done, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		client_close(c);
		return;
	}
	if (!c->since_ns)
		c->since_ns = port_now();
	c->done += (size_t)got;
	if (c->done == len)
		client_advance(c);
}

static void client_write(struct client *c)
{
	struct iovec pieces[2] = {
		{&c->reply, sizeof(c->reply)},
		{c->reply_data, c->reply.data_len},
	};
	struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
	size_t len = sizeof(c->reply) + c->reply.data_len, head = c->done;
	ssize_t sent;

	if (head > sizeof(c->reply))
		head = sizeof(c->reply);
	pieces[0].iov_base = (uint8_t *)&c->reply + head;
	pieces[0].iov_len -= head;
	if (c->done > head) {
		pieces[1].iov_base = (uint8_t *)c->reply_data + (c->done - head);
		pieces[1].iov_len -= c->done - head;
	}
	sent = sendmsg(c->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (sent < 0) {
		client_close(c);
		return;
	}
	c->done += (size_t)sent;
	if (c->done < len)
		return;
	if (c->last) {
		client_close(c);
		return;
	}
	free(c->reply_data);
	c->reply_data = NULL;
	c->step = STEP_HEAD;
	c->done = 0;
	c->since_ns = 0;
}

static void client_expire(struct client *c)
{
	bool replying = c->step == STEP_REPLY;

	if (!c->since_ns || port_now() - c->since_ns < request_ns)
		return;
	if (replying) {
		client_close(c);
		return;
	}
	client_refuse(c, -ETIMEDOUT, "it did not arrive in time");
	c->since_ns = port_now();
	client_write(c);
}

/* ---- comings ----------------------------------------------------------------------------------- */

/* The control socket changes the program's code: whoever may not trace the program may not use it. */
static bool peer_allowed(int fd, struct ucred *peer)
{
	socklen_t len = sizeof(*peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, peer, &len))
		return false;
	return peer->uid == geteuid() || peer->uid == 0;
}

static void client_turn_away(int fd, int rc)
{
	struct xs_wire_reply reply = {.magic = XS_WIRE_MAGIC, .rc = rc};

	if (send(fd, &reply, sizeof(reply), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		port_log(XS_LOG_DEBUG, "control socket: a client left before it was told to");
	shutdown(fd, SHUT_RDWR);
	close(fd);
}

static void client_accept(struct server *server)
{
	struct client *c = NULL;
	struct ucred peer = {0};
	unsigned int i;
	int fd;

	fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (!peer_allowed(fd, &peer)) {
		port_log(XS_LOG_WARNING,
			 "control socket: process %d of user %u refused, only user %u and root may",
			 (int)peer.pid, (unsigned int)peer.uid, (unsigned int)geteuid());
		client_turn_away(fd, -EPERM);
		return;
	}
	for (i = 0; i < CLIENTS_MAX; i++)
		if (clients[i].fd < 0)
			c = &clients[i];
	if (!c) {
		port_log(XS_LOG_WARNING, "control socket: %u clients already, another one refused",
			 CLIENTS_MAX);
		client_turn_away(fd, -EBUSY);
		return;
	}
	memset(c, 0, sizeof(*c));
	c->fd = fd;
}

/* ---- the thread -------------------------------------------------------------------------------- */

static void *server_run(void *arg)
{
	struct server *server = arg;
	struct pollfd fds[2 + CLIENTS_MAX];
	unsigned int i;

	pthread_setname_np(pthread_self(), "xsplice-control");
	__atomic_store_n(&server->tid, gettid(), __ATOMIC_RELEASE);
	for (;;) {
		int wait_ms = -1;

		fds[0] = (struct pollfd){.fd = server->wake[0], .events = POLLIN};
		fds[1] = (struct pollfd){.fd = server->listener, .events = POLLIN};
		for (i = 0; i < CLIENTS_MAX; i++) {
			struct client *c = &clients[i];

			fds[2 + i] = (struct pollfd){
				.fd = c->fd, .events = c->step == STEP_REPLY ? POLLOUT : POLLIN};
			if (c->fd >= 0 && c->since_ns)
				wait_ms = TICK_MS;
		}
		if (poll(fds, 2 + CLIENTS_MAX, wait_ms) < 0 && errno != EINTR)
			break;
		if (fds[0].revents)
			break;
		for (i = 0; i < CLIENTS_MAX; i++) {
			struct client *c = &clients[i];

			if (c->fd < 0)
				continue;
			if (fds[2 + i].revents & (POLLERR | POLLNVAL))
				client_close(c);
			else if (fds[2 + i].revents && c->step != STEP_REPLY)
				client_read(c);
			else if (fds[2 + i].revents)
				client_write(c);
			if (c->fd >= 0)
				client_expire(c);
		}
		if (fds[1].revents)
			client_accept(server);
	}
	for (i = 0; i < CLIENTS_MAX; i++)
		if (clients[i].fd >= 0)
			client_close(&clients[i]);
	return NULL;
}

/* A socket file whose owner is gone is in the way; one that answers is another program's. */
static int stale_remove(const struct sockaddr_un *address, struct xs_reason *why)
{
	struct stat stat;
	int fd, err = 0;

	if (lstat(address->sun_path, &stat))
		return 0;
	if (!S_ISSOCK(stat.st_mode))
		return xs_refuse(why, EADDRINUSE, "%s exists and is no socket", address->sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return xs_refuse(why, errno, "cannot make a socket: %s", strerror(errno));
	if (!connect(fd, (const struct sockaddr *)address, sizeof(*address)) || errno == EAGAIN)
		err = xs_refuse(why, EADDRINUSE, "another program listens on %s",
				address->sun_path);
	else
		unlink(address->sun_path);
	close(fd);
	return err;
}

static int listener_open(struct server *server, const char *path, struct xs_reason *why)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int err;

	if (!path || !*path || strlen(path) >= sizeof(address.sun_path))
		return xs_refuse(why, EINVAL, "the control socket needs a path of 1 to %zu bytes",
				 sizeof(address.sun_path) - 1);
	strcpy(address.sun_path, path);
	err = stale_remove(&address, why);
	if (err)
		return err;
	server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (server->listener < 0)
		return xs_refuse(why, errno, "cannot make a socket: %s", strerror(errno));
	/* The mode is set before anybody can connect: on Linux fchmod() of the socket gives it to bind(). */
	if (fchmod(server->listener, 0600) ||
	    bind(server->listener, (struct sockaddr *)&address, sizeof(address))) {
		err = errno;
		close(server->listener);
		return xs_refuse(why, err, "cannot bind the control socket to %s: %s", path,
				 strerror(err));
	}
	strcpy(server->path, path);
	if (listen(server->listener, BACKLOG)) {
		err = errno;
		close(server->listener);
		unlink(path);
		return xs_refuse(why, err, "cannot listen on %s: %s", path, strerror(err));
	}
	return 0;
}

int server_init(struct server *server, const char *path, unsigned int request_ms,
		struct xs_reason *why)
{
	sigset_t all, old;
	unsigned int i;
	int err;

	memset(server, 0, sizeof(*server));
	request_ns = (request_ms ? request_ms : REQUEST_MS) * 1000000ull;
	for (i = 0; i < CLIENTS_MAX; i++)
		clients[i].fd = -1;
	err = listener_open(server, path, why);
	if (err)
		return err;
	if (pipe2(server->wake, O_CLOEXEC)) {
		err = xs_refuse(why, errno, "cannot make a pipe: %s", strerror(errno));
		goto close_listener;
	}
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&server->thread, NULL, server_run, server);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err) {
		err = xs_refuse(why, err, "cannot start the control thread: %s", strerror(err));
		goto close_pipe;
	}
	/* Its number keeps it out of the count of threads that never registered. */
	while (!__atomic_load_n(&server->tid, __ATOMIC_ACQUIRE))
		sched_yield();
	server->runs = true;
	return 0;

close_pipe:
	close(server->wake[0]);
	close(server->wake[1]);
close_listener:
	close(server->listener);
	unlink(path);
	return err;
}

void server_fini(struct server *server)
{
	if (!server->runs)
		return;
	close(server->wake[1]); /* end of file wakes the thread */
	pthread_join(server->thread, NULL);
	close(server->wake[0]);
	close(server->listener);
	unlink(server->path);
	memset(server, 0, sizeof(*server));
}

void server_forget(void)
{
	unsigned int i;

	for (i = 0; i < CLIENTS_MAX; i++)
		if (clients[i].fd >= 0)
			client_close(&clients[i]);
}
