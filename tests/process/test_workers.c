// SPDX-License-Identifier: BSD-2-Clause
/* Threads come, go, and go offline while stops are under way; those that never registered are counted. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "client.h"
#include "crew.h"
#include "subject.h"

#define TIMEOUT_NS 2000000000u
#define ROUNDS 60

static uint32_t ending; /* atomic */
static uint32_t wrong;	/* atomic */

static int setup(void **state)
{
	crew_host(0);
	__atomic_store_n(&ending, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&wrong, 0, __ATOMIC_SEQ_CST);
	return 0;
}

static int teardown(void **state)
{
	crew_host_end();
	return 0;
}

/* Between online and offline nothing may change under the worker. */
static void *flickers(void *arg)
{
	if (xs_worker_register())
		abort();
	while (!__atomic_load_n(&ending, __ATOMIC_ACQUIRE)) {
		xs_worker_offline();
		xs_worker_online();
		if (subject_pair())
			__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
		xs_worker_quiesce();
	}
	xs_worker_unregister();
	return NULL;
}

/* Registers again and again; at times it just ends instead of unregistering. */
static void *comes_and_goes(void *arg)
{
	int i;

	for (i = 0; i < 3; i++) {
		if (xs_worker_register())
			abort();
		if (subject_pair())
			__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
		xs_worker_quiesce();
		if (i < 2)
			xs_worker_unregister();
	}
	return NULL;
}

static void *starts_others(void *arg)
{
	pthread_t thread;

	while (!__atomic_load_n(&ending, __ATOMIC_ACQUIRE)) {
		if (pthread_create(&thread, NULL, comes_and_goes, NULL))
			abort();
		pthread_join(thread, NULL);
	}
	return NULL;
}

static void replace_all_the_time(void)
{
	struct xs_info info;
	int i;

	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	assert_int_equal(client_upload("two-hundred", "two_hundred.xsplice"), 0);
	for (i = 0; i < ROUNDS; i++) {
		assert_int_equal(client_action("hundred", XS_ACTION_REPLACE, TIMEOUT_NS), 0);
		assert_int_equal(client_action("two-hundred", XS_ACTION_REPLACE, TIMEOUT_NS), 0);
	}
	assert_int_equal(client_action("two-hundred", XS_ACTION_REVERT, TIMEOUT_NS), 0);
	assert_int_equal(client_info(&info), 0);
	assert_int_equal(info.stops_failed, 0);
	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(client_action("two-hundred", XS_ACTION_UNLOAD, 0), 0);
}

static void race(void *(*run)(void *), unsigned int count)
{
	pthread_t threads[8];
	unsigned int i;

	for (i = 0; i < count; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run, NULL), 0);
	replace_all_the_time();
	__atomic_store_n(&ending, 1, __ATOMIC_RELEASE);
	for (i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(__atomic_load_n(&wrong, __ATOMIC_RELAXED), 0);
}

static void online_and_offline_race_with_stops(void **state)
{
	race(flickers, 4);
}

static void registration_races_with_stops(void **state)
{
	race(starts_others, 3);
}

static void *waits(void *arg)
{
	char byte;

	return read(*(int *)arg, &byte, 1) == 1 ? arg : NULL;
}

/* A thread that was joined is still listed for a moment. */
static int unregistered_settles(int expected)
{
	int count, tries = 0;

	while ((count = xs_process_unregistered()) != expected && ++tries < 1000)
		usleep(1000);
	return count;
}

static void threads_that_never_registered_are_counted(void **state)
{
	struct xs_info info;
	pthread_t threads[3];
	int fds[2], before, i;

	assert_int_equal(pipe(fds), 0);
	before = xs_process_unregistered(); /* this one, and a sanitizer's */
	assert_in_range(before, 1, 2);
	for (i = 0; i < 3; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, waits, &fds[0]), 0);
	crew_start(CREW_OFFLINE, 2);
	assert_int_equal(unregistered_settles(before + 3), before + 3);
	assert_int_equal(client_info(&info), 0);
	assert_int_equal(info.unregistered, before + 3);
	assert_int_equal(info.cpus, 2);
	assert_int_equal(write(fds[1], "abc", 3), 3);
	for (i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(unregistered_settles(before), before);
	crew_stop();
	close(fds[0]);
	close(fds[1]);
}

static void registration_is_refused_by_the_rules(void **state)
{
	assert_int_equal(xs_worker_register(), 0);
	assert_int_equal(xs_worker_register(), -EALREADY);
	assert_int_equal(xs_process_stop(), -EBUSY);
	xs_worker_unregister();
	xs_worker_unregister();
	crew_host_end();
	assert_int_equal(xs_worker_register(), -EINVAL);
	assert_int_equal(xs_process_unregistered(), -EINVAL);
	assert_int_equal(xs_process_stop(), -EINVAL);
	xs_worker_offline();
	xs_worker_online();
	xs_worker_quiesce();
	crew_host(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(threads_that_never_registered_are_counted, setup,
						teardown),
		cmocka_unit_test_setup_teardown(online_and_offline_race_with_stops, setup,
						teardown),
		cmocka_unit_test_setup_teardown(registration_races_with_stops, setup, teardown),
		cmocka_unit_test_setup_teardown(registration_is_refused_by_the_rules, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
