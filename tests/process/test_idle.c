// SPDX-License-Identifier: BSD-2-Clause
/* An idle server takes a patch within the default timeout. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client.h"
#include "crew.h"
#include "subject.h"

#define ROUNDS 50
#define TRIES 10

/* Within the default timeout; but this machine may have had something else to do. */
static int action(uint32_t what)
{
	int rc, tries = 0;

	do
		rc = client_action("hundred", what, 0);
	while (rc == -EBUSY && ++tries < TRIES);
	return rc;
}

static void apply_and_revert(unsigned int cpus)
{
	struct xs_info info;
	int i;

	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	for (i = 0; i < ROUNDS; i++) {
		assert_int_equal(action(XS_ACTION_APPLY), 0);
		assert_int_equal(subject_answer(5), 105);
		assert_int_equal(action(XS_ACTION_REVERT), 0);
		assert_int_equal(subject_answer(5), 6);
	}
	assert_int_equal(client_info(&info), 0);
	assert_int_equal(info.cpus, cpus);
	assert_int_equal(info.stops, 2 * ROUNDS);
	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
}

static void workers_offline_in_epoll_wait(void **state)
{
	crew_host(0);
	crew_start(CREW_OFFLINE, 8);
	apply_and_revert(8);
	crew_stop();
	crew_host_end();
}

static void workers_in_epoll_wait_are_kicked(void **state)
{
	crew_host(SIGUSR1);
	crew_start(CREW_KICKED, 8);
	apply_and_revert(8);
	crew_stop();
	crew_host_end();
}

static void busy_and_idle_workers_together(void **state)
{
	crew_host(SIGUSR1);
	crew_start(CREW_KICKED, 3);
	crew_start(CREW_OFFLINE, 3);
	crew_start(CREW_BUSY, 1);
	apply_and_revert(7);
	crew_stop();
	crew_host_end();
}

static void took_signal(int number)
{
}

static void a_kick_signal_in_use_is_refused(void **state)
{
	struct xs_process_options options = {.socket_path = "/tmp/never", .kick_signal = SIGUSR2};
	char why[256] = "";

	signal(SIGUSR2, took_signal);
	assert_int_equal(xs_process_start(&options, why, sizeof(why)), -EBUSY);
	assert_string_equal(why,
			    "kick signal 12 has a handler in this program; choose another one");
	signal(SIGUSR2, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workers_offline_in_epoll_wait),
		cmocka_unit_test(workers_in_epoll_wait_are_kicked),
		cmocka_unit_test(busy_and_idle_workers_together),
		cmocka_unit_test(a_kick_signal_in_use_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
