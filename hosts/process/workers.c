// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A signal that comes between a worker's last look and its blocking call is lost: it is sent again. */
#define KICK_AGAIN_NS 1000000u

#define YIELDS 64u
#define NAP_NS 20000u
#define SLEEP_MAX_NS 2000000u

uint32_t xs_process_stop_word;

/* The calling thread's slot, -1: not registered; and is it offline? */
static __thread int own_idx __attribute__((tls_model("initial-exec"))) = -1;
static __thread bool own_offline __attribute__((tls_model("initial-exec")));
/* How often it has waited in this stop. */
static __thread unsigned int own_waits __attribute__((tls_model("initial-exec")));

/* ---- the threads' side ------------------------------------------------------------------------- */

static void thread_ends(void *arg)
{
	xs_worker_unregister();
}

int xs_worker_register(void)
{
	struct workers *w = &port.workers;
	unsigned int idx;

	if (!__atomic_load_n(&port.runs, __ATOMIC_ACQUIRE))
		return -EINVAL;
	if (own_idx >= 0)
		return -EALREADY;
	pthread_mutex_lock(&w->lock);
	while (w->held)
		pthread_cond_wait(&w->released, &w->lock);
	for (idx = 0; idx < w->limit && w->slots[idx].tid; idx++)
		;
	if (idx == w->limit) {
		pthread_mutex_unlock(&w->lock);
		return -ENOSPC;
	}
	__atomic_store_n(&w->slots[idx].tid, gettid(), __ATOMIC_RELAXED);
	w->slots[idx].inside = 0;
	__atomic_store_n(&w->slots[idx].away, 0, __ATOMIC_RELAXED);
	w->count++;
	/* Joins as an offline one: nobody waits for it before xs_cpu_online() let it in. */
	xs_cpu_offline(port.core, idx);
	__atomic_store_n(&w->slots[idx].present, 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&w->lock);
	own_idx = (int)idx;
	pthread_setspecific(w->key, w);
	xs_cpu_online(port.core, idx);
	own_offline = false;
	return 0;
}

void xs_worker_unregister(void)
{
	struct workers *w = &port.workers;
	struct worker *slot;

	if (own_idx < 0)
		return;
	slot = &w->slots[own_idx];
	/* Offline first: the stop that holds the set may be waiting for this very thread. */
	xs_worker_offline();
	pthread_setspecific(w->key, NULL);
	pthread_mutex_lock(&w->lock);
	while (w->held)
		pthread_cond_wait(&w->released, &w->lock);
	__atomic_store_n(&slot->present, 0, __ATOMIC_RELEASE);
	__atomic_store_n(&slot->tid, 0, __ATOMIC_RELAXED);
	w->count--;
	own_idx = -1;
	pthread_mutex_unlock(&w->lock);
}

void xs_worker_offline(void)
{
	if (own_idx < 0 || own_offline)
		return;
	own_offline = true;
	__atomic_store_n(&port.workers.slots[own_idx].away, 1, __ATOMIC_RELAXED);
	xs_cpu_offline(port.core, (unsigned int)own_idx);
}

void xs_worker_online(void)
{
	if (own_idx < 0 || !own_offline)
		return;
	/* Not kicked on its way in: coming online it looks for a stop by itself. */
	own_waits = 0;
	xs_cpu_online(port.core, (unsigned int)own_idx);
	__atomic_store_n(&port.workers.slots[own_idx].away, 0, __ATOMIC_RELAXED);
	own_offline = false;
}

void xs_worker_quiesce_slow(void)
{
	struct worker *slot;

	if (own_idx < 0 || own_offline)
		return;
	slot = &port.workers.slots[own_idx];
	__atomic_store_n(&slot->inside, 1, __ATOMIC_RELAXED);
	own_waits = 0;
	xs_stop_poll(port.core, (unsigned int)own_idx);
	__atomic_store_n(&slot->inside, 0, __ATOMIC_RELAXED);
}

/* ---- the host's side --------------------------------------------------------------------------- */

static void kick_arrives(int number)
{
	/* Its arrival is all: a blocking call returns with EINTR. */
}

static int kick_install(int number, struct xs_reason *why)
{
	struct sigaction old, action = {.sa_handler = kick_arrives};

	if (!number)
		return 0;
	if (sigaction(number, NULL, &old))
		return xs_refuse(why, EINVAL, "kick signal %d is no signal", number);
	if (old.sa_flags & SA_SIGINFO || (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN))
		return xs_refuse(why, EBUSY,
				 "kick signal %d has a handler in this program; choose another one",
				 number);
	/* Without SA_RESTART, on purpose. */
	if (sigaction(number, &action, NULL))
		return xs_refuse(why, EINVAL, "kick signal %d cannot be caught", number);
	return 0;
}

int workers_init(struct workers *w, unsigned int limit, int kick_signal, struct xs_reason *why)
{
	int err;

	memset(w, 0, sizeof(*w));
	w->limit = limit ? limit : WORKERS_DEFAULT;
	w->slots = calloc(w->limit, sizeof(*w->slots));
	if (!w->slots)
		return xs_refuse(why, ENOMEM, "no memory for %u workers", w->limit);
	err = pthread_key_create(&w->key, thread_ends);
	if (err) {
		xs_refuse(why, err, "no thread-specific key left: %s", strerror(err));
		goto free_slots;
	}
	err = -kick_install(kick_signal, why);
	if (err)
		goto delete_key;
	w->kick_signal = kick_signal;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->released, NULL);
	return 0;

delete_key:
	pthread_key_delete(w->key);
free_slots:
	free(w->slots);
	w->slots = NULL;
	return -err;
}

void workers_fini(struct workers *w)
{
	if (!w->slots)
		return;
	if (w->kick_signal)
		signal(w->kick_signal, SIG_IGN); /* one may still be on its way */
	pthread_key_delete(w->key);
	pthread_cond_destroy(&w->released);
	pthread_mutex_destroy(&w->lock);
	free(w->slots);
	memset(w, 0, sizeof(*w));
}

bool worker_present(struct workers *w, unsigned int idx)
{
	return __atomic_load_n(&w->slots[idx].present, __ATOMIC_ACQUIRE);
}

int workers_hold(struct workers *w)
{
	int err = 0;

	pthread_mutex_lock(&w->lock);
	if (w->held)
		err = -EBUSY;
	w->held = true;
	pthread_mutex_unlock(&w->lock);
	own_waits = 0;
	__atomic_store_n(&w->gathering, 1, __ATOMIC_SEQ_CST);
	return err;
}

void workers_release(struct workers *w)
{
	workers_gathered(w); /* those that came for a stop that failed */
	pthread_mutex_lock(&w->lock);
	w->held = false;
	pthread_cond_broadcast(&w->released);
	pthread_mutex_unlock(&w->lock);
}

static bool worker_awaited(struct workers *w, unsigned int idx)
{
	const struct worker *slot = &w->slots[idx];

	return worker_present(w, idx) && !__atomic_load_n(&slot->inside, __ATOMIC_RELAXED) &&
	       !__atomic_load_n(&slot->away, __ATOMIC_RELAXED);
}

void workers_kick(struct workers *w)
{
	unsigned int idx;

	__atomic_store_n(&xs_process_stop_word, 1, __ATOMIC_SEQ_CST);
	__atomic_store_n(&w->kicked_ns, port_now(), __ATOMIC_RELAXED);
	if (!w->kick_signal)
		return;
	/* One that has just ended is not harmed, nor whoever got its number: the handler is empty. */
	for (idx = 0; idx < w->limit; idx++)
		if (worker_awaited(w, idx))
			syscall(SYS_tgkill, getpid(),
				__atomic_load_n(&w->slots[idx].tid, __ATOMIC_RELAXED),
				w->kick_signal);
}

/*
 * A wait begins with yielding: most are over in microseconds. Where some worker lets the others wait, they
 * sleep until all are there, and leave it the CPU; the stop itself is never slept through.
 */
static void worker_relax(struct workers *w)
{
	const struct timespec longest = {.tv_nsec = SLEEP_MAX_NS};

	if (own_waits++ < YIELDS || !__atomic_load_n(&w->gathering, __ATOMIC_SEQ_CST))
		sched_yield();
	else
		syscall(SYS_futex, &w->gathering, FUTEX_WAIT_PRIVATE, 1, &longest, NULL, 0);
}

static void driver_relax(struct workers *w)
{
	const struct timespec nap = {.tv_nsec = NAP_NS};

	if (w->kick_signal &&
	    port_now() - __atomic_load_n(&w->kicked_ns, __ATOMIC_RELAXED) > KICK_AGAIN_NS)
		workers_kick(w);
	if (own_waits++ < YIELDS || !__atomic_load_n(&w->gathering, __ATOMIC_SEQ_CST))
		sched_yield();
	else
		nanosleep(&nap, NULL);
}

void workers_relax(struct workers *w)
{
	if (own_idx >= 0)
		worker_relax(w);
	else
		driver_relax(w);
}

void workers_gathered(struct workers *w)
{
	__atomic_store_n(&w->gathering, 0, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &w->gathering, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

int workers_unregistered(struct workers *w)
{
	struct dirent *entry;
	unsigned int idx;
	int count = 0;
	DIR *tasks;

	tasks = opendir("/proc/self/task");
	if (!tasks)
		return -errno;
	pthread_mutex_lock(&w->lock);
	while ((entry = readdir(tasks))) {
		pid_t tid = (pid_t)atoi(entry->d_name);

		if (tid <= 0 || tid == port.control.driver_tid || tid == port.server.tid)
			continue;
		for (idx = 0; idx < w->limit && w->slots[idx].tid != tid; idx++)
			;
		count += idx == w->limit;
	}
	pthread_mutex_unlock(&w->lock);
	closedir(tasks);
	return count;
}

int xs_process_unregistered(void)
{
	if (!__atomic_load_n(&port.runs, __ATOMIC_ACQUIRE))
		return -EINVAL;
	return workers_unregistered(&port.workers);
}
