// SPDX-License-Identifier: BSD-2-Clause
/*
 * keeper's client. `load PORT run N` holds N connections and uses each of them without a pause until
 * SIGTERM; every reply is checked. `load PORT look` tells what a client sees of keeper's three bugs.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define THREADS 2
#define CONNECTIONS_MAX 256

static unsigned short port;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- one connection ---------------------------------------------------------------------------- */

static int keeper_connect(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(port),
				      .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		perror("load: cannot connect");
		exit(1);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* A request (with its newline) and its reply (without). The reply's length; 0: the connection is gone */
static size_t keeper_ask(int fd, const char *request, char *reply, size_t size)
{
	size_t len = 0;
	ssize_t got;

	if (send(fd, request, strlen(request), MSG_NOSIGNAL) != (ssize_t)strlen(request))
		return 0;
	do {
		got = recv(fd, reply + len, size - 1 - len, 0);
		if (got <= 0)
			return 0;
		len += (size_t)got;
	} while (reply[len - 1] != '\n');
	reply[len - 1] = '\0';
	return len - 1;
}

/* ---- run --------------------------------------------------------------------------------------- */

struct client {
	pthread_t thread;
	unsigned int first, count;
	uint64_t requests, wrong, lost, slowest_ns;
};

static uint32_t ended; /* atomic */

static bool request_check(int fd, unsigned int id, uint64_t round, uint64_t *wrong)
{
	char request[256], reply[2048], expected[256];

	switch (round % 3) {
	case 0:
		snprintf(request, sizeof(request), "SET client-%u round-%lu\n", id,
			 (unsigned long)round);
		snprintf(expected, sizeof(expected), "OK");
		break;
	case 1:
		snprintf(request, sizeof(request), "GET client-%u\n", id);
		snprintf(expected, sizeof(expected), "VALUE round-%lu", (unsigned long)(round - 1));
		break;
	default:
		snprintf(request, sizeof(request), "ECHO 5 hello\n");
		snprintf(expected, sizeof(expected), "ECHO hello");
		break;
	}
	if (!keeper_ask(fd, request, reply, sizeof(reply)))
		return false;
	*wrong += strcmp(reply, expected) != 0;
	return true;
}

static void *client_run(void *arg)
{
	struct client *client = arg;
	uint64_t round, begin, took;
	unsigned int i;
	int fds[CONNECTIONS_MAX];

	for (i = 0; i < client->count; i++)
		fds[i] = keeper_connect();
	for (round = 0; !__atomic_load_n(&ended, __ATOMIC_RELAXED); round++) {
		for (i = 0; i < client->count; i++) {
			if (fds[i] < 0)
				continue;
			begin = now_ns();
			if (!request_check(fds[i], client->first + i, round, &client->wrong)) {
				client->lost++;
				close(fds[i]);
				fds[i] = -1;
			}
			took = now_ns() - begin;
			if (took > client->slowest_ns)
				client->slowest_ns = took;
			client->requests++;
		}
	}
	for (i = 0; i < client->count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return NULL;
}

static void end(int number)
{
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
}

static int run(unsigned int connections)
{
	struct client clients[THREADS] = {0}, sum = {0};
	struct sigaction action = {.sa_handler = end};
	unsigned int i;

	sigaction(SIGTERM, &action, NULL);
	for (i = 0; i < THREADS; i++) {
		clients[i].count = connections / THREADS;
		clients[i].first = i * clients[i].count;
		if (pthread_create(&clients[i].thread, NULL, client_run, &clients[i]))
			return 1;
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(clients[i].thread, NULL);
		sum.requests += clients[i].requests;
		sum.wrong += clients[i].wrong;
		sum.lost += clients[i].lost;
		if (clients[i].slowest_ns > sum.slowest_ns)
			sum.slowest_ns = clients[i].slowest_ns;
	}
	printf("%u connections, %lu requests, %lu wrong replies, %lu connections lost, "
	       "slowest reply %lu us\n",
	       connections, (unsigned long)sum.requests, (unsigned long)sum.wrong,
	       (unsigned long)sum.lost, (unsigned long)(sum.slowest_ns / 1000));
	return sum.wrong || sum.lost || !sum.requests;
}

/* ---- look -------------------------------------------------------------------------------------- */

static size_t ask(int fd, const char *request, char *reply, size_t size)
{
	size_t len = keeper_ask(fd, request, reply, size);

	if (!len) {
		fprintf(stderr, "load: keeper hung up on: %s", request);
		exit(1);
	}
	return len;
}

/* One client's secret goes through the same worker; then another client asks for more than it sent. */
static void look_echo(int fd)
{
	char reply[2048];
	size_t len;

	ask(fd, "SET card 4111-1111-1111-1111 of somebody else, with enough text behind it\n",
	    reply, sizeof(reply));
	len = ask(fd, "ECHO 60 hi\n", reply, sizeof(reply));
	if (!strncmp(reply, "ERROR", 5))
		printf("echo: refused\n");
	else
		printf("echo: leaks %zu bytes of another request: %.40s\n", len - strlen("ECHO hi"),
		       reply + strlen("ECHO hi") + 1);
}

static unsigned long count(int fd)
{
	char reply[2048];

	ask(fd, "COUNT\n", reply, sizeof(reply));
	return strtoul(reply + strlen("COUNT "), NULL, 10);
}

static void look_count(int fd)
{
	unsigned long before;
	char reply[2048];

	ask(fd, "DELETE passing\n", reply, sizeof(reply));
	before = count(fd);
	ask(fd, "SET passing by\n", reply, sizeof(reply));
	ask(fd, "DELETE passing\n", reply, sizeof(reply));
	printf("count: %s\n", count(fd) == before ? "right" : "wrong after a DELETE");
}

static void look_keys(int fd)
{
	static const char stem[] = "a-key-that-is-longer-than-the-store-keeps";
	char request[256], reply[2048];

	snprintf(request, sizeof(request), "SET %s-1 one\n", stem);
	ask(fd, request, reply, sizeof(reply));
	snprintf(request, sizeof(request), "SET %s-2 two\n", stem);
	ask(fd, request, reply, sizeof(reply));
	snprintf(request, sizeof(request), "GET %s-1\n", stem);
	if (!strncmp(reply, "ERROR", 5)) {
		printf("keys: long ones are refused\n");
		return;
	}
	ask(fd, request, reply, sizeof(reply));
	printf("keys: %s\n",
	       strcmp(reply, "VALUE two") ? "kept apart" : "long ones overwrite each other");
}

static int look(void)
{
	int fd = keeper_connect();

	look_echo(fd);
	look_count(fd);
	look_keys(fd);
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3)
		port = (unsigned short)atoi(argv[1]);
	if (argc == 3 && !strcmp(argv[2], "look"))
		return look();
	if (argc == 4 && !strcmp(argv[2], "run") && atoi(argv[3]) >= THREADS &&
	    atoi(argv[3]) <= CONNECTIONS_MAX)
		return run((unsigned int)atoi(argv[3]));
	fprintf(stderr, "usage: load PORT look | load PORT run CONNECTIONS\n");
	return 2;
}
