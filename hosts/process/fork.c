// SPDX-License-Identifier: BSD-2-Clause
/*
 * A child made by fork() shares the pages of memfds with its parent, and would be patched with it without
 * being stopped: it gets copies. It has no host of its own until it starts one.
 */
#include "port.h"

#include <sys/mman.h>
#include <unistd.h>

static void fork_prepare(void)
{
	struct control *c = &port.control;

	if (!__atomic_load_n(&port.runs, __ATOMIC_ACQUIRE))
		return;
	/* No bytes change between the copy of the page tables and the child's own copies. */
	pthread_mutex_lock(&c->lock);
	while (c->driving || c->served != c->requested)
		pthread_cond_wait(&c->wake, &c->lock);
	/* Nor is the lock of a thread taken that the child does not have. */
	shadow_guard(NULL);
	port.forking = true;
}

static void fork_parent(void)
{
	if (!port.forking)
		return;
	port.forking = false;
	shadow_unguard(NULL, 0);
	pthread_mutex_unlock(&port.control.lock);
}

static int payload_private(const struct xs_tables *tables)
{
	int err = 0;

	if (tables->text.len)
		err = text_private(tables->text.va, tables->text.len, PROT_READ | PROT_EXEC);
	if (!err && tables->rodata.len)
		err = text_private(tables->rodata.va, tables->rodata.len, PROT_READ);
	return err;
}

static void fork_child(void)
{
	struct xs_payload *payload = NULL;
	int err;

	if (!port.forking)
		return;
	port.forking = false;
	shadow_unguard(NULL, 0);
	pthread_mutex_unlock(&port.control.lock);
	err = text_fork_child(&port.text);
	while (!err && (payload = xs_payload_next(port.core, payload)))
		err = payload_private(xs_payload_tables(payload));
	if (err) {
		port_log(
			XS_LOG_ERROR,
			"no memory for a child's own copy of patched text (error %d); it ends here",
			-err);
		_exit(127);
	}
	close(port.server.listener);
	close(port.server.wake[0]);
	close(port.server.wake[1]);
	server_forget();
	__atomic_store_n(&port.runs, false, __ATOMIC_RELEASE);
}

int fork_init(void)
{
	static bool done;

	if (done)
		return 0;
	done = true;
	return -pthread_atfork(fork_prepare, fork_parent, fork_child);
}
