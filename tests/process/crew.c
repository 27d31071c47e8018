// SPDX-License-Identifier: BSD-2-Clause
#include "crew.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "client.h"
#include "subject.h"

struct member {
	pthread_t thread;
	enum crew_kind kind;
	int event;	 /* readable: time to end */
	uint64_t rounds; /* atomic */
	uint64_t torn;
	uint32_t ready; /* atomic */
};

static struct member crew[CREW_MAX];
static unsigned int crew_count;
static uint32_t ending; /* atomic */
static char folder[] = "/tmp/xsplice-test-XXXXXX";
static char path[64];

/* ---- what the host logs ------------------------------------------------------------------------ */

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static char log_text[1 << 16];

static void log_take(void *arg, enum xs_process_log level, const char *text)
{
	size_t len;

	pthread_mutex_lock(&log_lock);
	len = strlen(log_text);
	snprintf(log_text + len, sizeof(log_text) - len, "%s\n", text);
	pthread_mutex_unlock(&log_lock);
	fprintf(stderr, "# host: %s\n", text);
}

bool crew_log(const char *text)
{
	bool found;

	pthread_mutex_lock(&log_lock);
	found = strstr(log_text, text);
	pthread_mutex_unlock(&log_lock);
	return found;
}

/* ---- the host ---------------------------------------------------------------------------------- */

void crew_host(int kick_signal)
{
	struct xs_process_options options = {.kick_signal = kick_signal};

	crew_host_with(&options);
}

void crew_host_with(struct xs_process_options *options)
{
	char why[256] = "";

	if (!*path) {
		assert_non_null(mkdtemp(folder));
		snprintf(path, sizeof(path), "%s/control", folder);
	}
	log_text[0] = '\0';
	options->socket_path = path;
	options->log = log_take;
	client_path(path);
	if (xs_process_start(options, why, sizeof(why)))
		fail_msg("%s", why);
}

void crew_host_end(void)
{
	assert_int_equal(xs_process_stop(), 0);
	rmdir(folder);
	strcpy(folder, "/tmp/xsplice-test-XXXXXX");
	path[0] = '\0';
}

int crew_socket_mode(void)
{
	struct stat stat_;

	return stat(path, &stat_) ? -1 : (int)(stat_.st_mode & 07777);
}

int crew_socket_open_up(void)
{
	return chmod(folder, 0755) || chmod(path, 0666);
}

/* ---- the workers ------------------------------------------------------------------------------- */

static void member_wait(struct member *m, int epoll)
{
	struct epoll_event event;
	uint64_t value;

	if (m->kind == CREW_BUSY) {
		m->torn += subject_pair() != 0;
	} else if (m->kind == CREW_DEAF) {
		if (read(m->event, &value, sizeof(value)) < 0)
			m->torn++;
	} else if (m->kind == CREW_OFFLINE) {
		xs_worker_offline();
		epoll_wait(epoll, &event, 1, -1);
		xs_worker_online();
	} else {
		epoll_wait(epoll, &event, 1, -1);
	}
}

static void *member_run(void *arg)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct member *m = arg;
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	epoll_ctl(epoll, EPOLL_CTL_ADD, m->event, &event);
	if (xs_worker_register())
		abort();
	__atomic_store_n(&m->ready, 1, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&ending, __ATOMIC_ACQUIRE)) {
		member_wait(m, epoll);
		__atomic_add_fetch(&m->rounds, 1, __ATOMIC_RELAXED);
		xs_worker_quiesce();
	}
	xs_worker_unregister();
	close(epoll);
	return NULL;
}

void crew_start(enum crew_kind kind, unsigned int count)
{
	while (count--) {
		struct member *m = &crew[crew_count++];

		memset(m, 0, sizeof(*m));
		m->kind = kind;
		m->event = eventfd(0, EFD_CLOEXEC);
		assert_int_equal(pthread_create(&m->thread, NULL, member_run, m), 0);
		while (!__atomic_load_n(&m->ready, __ATOMIC_ACQUIRE))
			sched_yield();
	}
}

uint64_t crew_rounds(void)
{
	uint64_t least = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < crew_count; i++) {
		uint64_t rounds = __atomic_load_n(&crew[i].rounds, __ATOMIC_RELAXED);

		if (rounds < least)
			least = rounds;
	}
	return least;
}

uint64_t crew_stop(void)
{
	uint64_t torn = 0, one = 1;
	unsigned int i;

	__atomic_store_n(&ending, 1, __ATOMIC_RELEASE);
	for (i = 0; i < crew_count; i++)
		if (write(crew[i].event, &one, sizeof(one)) < 0)
			abort();
	for (i = 0; i < crew_count; i++) {
		pthread_join(crew[i].thread, NULL);
		close(crew[i].event);
		torn += crew[i].torn;
	}
	crew_count = 0;
	__atomic_store_n(&ending, 0, __ATOMIC_RELEASE);
	return torn;
}
