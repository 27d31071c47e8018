// SPDX-License-Identifier: BSD-2-Clause
#include "keeper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <xsplice/process.h>

struct connection {
	int fd;
	size_t len;
	char input[LINE_MAX_LEN];
};

/* Every worker listens for itself; the kernel spreads the connections. */
static int listener_open(unsigned short port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(port),
				      .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 128)) {
		perror("keeper: cannot listen");
		exit(1);
	}
	return fd;
}

static void connection_accept(int epoll, int listener)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct connection *c;
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC), on = 1;

	if (fd < 0)
		return;
	c = calloc(1, sizeof(*c));
	if (!c) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c->fd = fd;
	event.data.ptr = c;
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static bool reply_send(int fd, const char *reply, size_t len)
{
	ssize_t sent;

	while (len) {
		sent = send(fd, reply, len, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		reply += sent;
		len -= (size_t)sent;
	}
	return true;
}

/* Answers every whole line that has come; false when the connection is over. */
static bool connection_serve(struct connection *c, struct session *session)
{
	ssize_t got = recv(c->fd, c->input + c->len, sizeof(c->input) - c->len, MSG_DONTWAIT);
	char reply[LINE_MAX_LEN], *end;
	size_t len;

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (got <= 0)
		return false;
	c->len += (size_t)got;
	while ((end = memchr(c->input, '\n', c->len))) {
		len = (size_t)(end - c->input);
		memcpy(session->line, c->input, len);
		session->line[len] = '\0';
		session->len = len;
		c->len -= len + 1;
		memmove(c->input, end + 1, c->len);
		if (!reply_send(c->fd, reply, protocol_answer(session, reply)))
			return false;
	}
	return c->len < sizeof(c->input);
}

void *worker_run(void *arg)
{
	struct epoll_event listen_event = {.events = EPOLLIN}, events[16];
	int listener = listener_open(*(unsigned short *)arg);
	int epoll = epoll_create1(EPOLL_CLOEXEC), count, i;
	struct session session = {.len = 0};

	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &listen_event);
	if (xs_worker_register())
		fprintf(stderr, "keeper: a worker is not patchable\n");
	for (;;) {
		/* While it waits, a patch need not wait for it. */
		xs_worker_offline();
		count = epoll_wait(epoll, events, 16, -1);
		xs_worker_online();
		for (i = 0; i < count; i++) {
			struct connection *c = events[i].data.ptr;

			if (!c) {
				connection_accept(epoll, listener);
			} else if (!connection_serve(c, &session)) {
				close(c->fd);
				free(c);
			}
		}
		xs_worker_quiesce();
	}
	return NULL;
}
