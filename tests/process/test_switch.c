// SPDX-License-Identifier: BSD-2-Clause
/* A running multi-threaded process is patched, replaced and reverted. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client.h"
#include "crew.h"
#include "image.h"
#include "subject.h"

#define WORKERS 4
#define TIMEOUT_NS 2000000000u

static int setup(void **state)
{
	crew_host(0);
	*state = image_take();
	return 0;
}

/* Whatever a test did: afterwards nothing is loaded and every byte is what it was. */
static int teardown(void **state)
{
	struct xs_info info;

	crew_stop(); /* of a test that failed */
	assert_int_equal(client_info(&info), 0);
	assert_int_equal(info.payloads, 0);
	assert_int_equal(image_differs(*state), 0);
	assert_int_equal(image_writable_text(), 0);
	image_free(*state);
	crew_host_end();
	return 0;
}

static void patches_a_process_at_rest(void **state)
{
	assert_int_equal(subject_answer(5), 6);
	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	assert_int_equal(subject_answer(5), 6);
	assert_int_equal(client_action("hundred", XS_ACTION_CHECK, 0), 0);
	assert_int_equal(subject_answer(5), 6);
	assert_int_equal(client_action("hundred", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(subject_answer(5), 105);
	assert_int_equal(client_action("hundred", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(subject_answer(5), 6);
	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
}

static void round_of_all_actions(void)
{
	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	assert_int_equal(client_upload("two-hundred", "two_hundred.xsplice"), 0);
	assert_int_equal(client_upload("on-hundred", "on_hundred.xsplice"), 0);

	assert_int_equal(client_action("hundred", XS_ACTION_APPLY, TIMEOUT_NS), 0);
	assert_int_equal(subject_answer(5), 105);
	assert_int_equal(client_action("on-hundred", XS_ACTION_APPLY, TIMEOUT_NS), 0);
	assert_int_equal(subject_answer(5), 1005);
	assert_int_equal(image_writable_text(), 0);
	assert_int_equal(client_action("hundred", XS_ACTION_REVERT, TIMEOUT_NS), -EBUSY);
	assert_int_equal(subject_answer(5), 1005);
	assert_int_equal(client_action("on-hundred", XS_ACTION_REVERT, TIMEOUT_NS), 0);
	assert_int_equal(subject_answer(5), 105);
	assert_int_equal(client_action("two-hundred", XS_ACTION_REPLACE, TIMEOUT_NS), 0);
	assert_int_equal(subject_answer(5), 205);
	assert_int_equal(subject_length("abc"), 4711);
	assert_int_equal(client_action("hundred", XS_ACTION_REPLACE, TIMEOUT_NS), 0);
	assert_int_equal(subject_answer(5), 105);
	assert_int_equal(subject_length("abc"), 3);
	assert_int_equal(client_action("hundred", XS_ACTION_REVERT, TIMEOUT_NS), 0);
	assert_int_equal(subject_answer(5), 6);

	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(client_action("two-hundred", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(client_action("on-hundred", XS_ACTION_UNLOAD, 0), 0);
}

/* The workers call subject_pair() all the time: with both of its functions of one payload it is 0. */
static void patches_replaces_reverts_under_load(void **state)
{
	int i;

	crew_start(CREW_BUSY, WORKERS);
	for (i = 0; i < 5; i++)
		round_of_all_actions();
	crew_stop();
}

/* Of the payloads that change both functions, no worker ever sees one old and one new. */
static void no_worker_sees_half_a_patch(void **state)
{
	struct xs_info info;
	int i;

	crew_start(CREW_BUSY, WORKERS);
	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	assert_int_equal(client_upload("two-hundred", "two_hundred.xsplice"), 0);
	for (i = 0; i < 40; i++) {
		assert_int_equal(client_action("hundred", XS_ACTION_REPLACE, TIMEOUT_NS), 0);
		assert_int_equal(client_action("two-hundred", XS_ACTION_REPLACE, TIMEOUT_NS), 0);
	}
	assert_int_equal(client_action("two-hundred", XS_ACTION_REVERT, TIMEOUT_NS), 0);
	assert_int_equal(client_info(&info), 0);
	assert_int_equal(info.stops, 81);
	assert_int_equal(info.cpus, WORKERS);
	assert_int_equal(info.last.cpus, WORKERS);
	assert_true(info.last.stopped_ns > 0);
	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(client_action("two-hundred", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(crew_stop(), 0);
}

static void a_deaf_worker_ends_in_EBUSY_and_nothing_changes(void **state)
{
	struct xs_payload_info info;

	crew_start(CREW_BUSY, 1);
	crew_start(CREW_DEAF, 1);
	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	assert_int_equal(client_action("hundred", XS_ACTION_APPLY, 0), -EBUSY);
	assert_int_equal(subject_answer(5), 6);
	assert_int_equal(image_differs(*state), 0);
	assert_int_equal(client_payload_info("hundred", &info), 0);
	assert_int_equal(info.state, XS_STATE_LOADED);
	assert_non_null(strstr(info.reason, "did not arrive"));
	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
	crew_stop();
}

static void a_worker_that_leaves_is_not_waited_for(void **state)
{
	struct xs_info info;

	crew_start(CREW_BUSY, 2);
	crew_stop();
	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	assert_int_equal(client_action("hundred", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(client_info(&info), 0);
	assert_int_equal(info.cpus, 0);
	assert_int_equal(client_action("hundred", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
}

static void hooks_run_and_can_veto(void **state)
{
	subject_count = -1;
	assert_int_equal(client_upload("hooks", "hooks.xsplice"), 0);
	assert_int_equal(client_action("hooks", XS_ACTION_APPLY, 0), -EINVAL);
	assert_int_equal(subject_answer(5), 6);
	subject_count = 0;
	assert_int_equal(client_action("hooks", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(subject_answer(5), 1000);
	assert_int_equal(client_action("hooks", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(subject_count, 1001);
	assert_int_equal(client_action("hooks", XS_ACTION_UNLOAD, 0), 0);
}

static void a_static_is_found_by_its_file(void **state)
{
	subject_count = 0;
	assert_int_equal(client_upload("hidden", "hidden.xsplice"), 0);
	assert_int_equal(client_action("hidden", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(subject_hidden_call(4), 304);
	assert_int_equal(subject_count, 1);
	assert_int_equal(client_action("hidden", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(subject_hidden_call(4), 7);
	assert_int_equal(client_action("hidden", XS_ACTION_UNLOAD, 0), 0);
}

static void an_unknown_symbol_is_refused_by_name(void **state)
{
	struct xs_payload_info info;

	assert_int_equal(client_upload("unresolved", "unresolved.xsplice"), -ENOENT);
	assert_int_equal(client_payload_info("unresolved", &info), 0);
	assert_int_equal(info.state, 0);
	assert_non_null(strstr(info.reason, "subject_no_such_function"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(patches_a_process_at_rest, setup, teardown),
		cmocka_unit_test_setup_teardown(patches_replaces_reverts_under_load, setup,
						teardown),
		cmocka_unit_test_setup_teardown(no_worker_sees_half_a_patch, setup, teardown),
		cmocka_unit_test_setup_teardown(a_deaf_worker_ends_in_EBUSY_and_nothing_changes,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_worker_that_leaves_is_not_waited_for, setup,
						teardown),
		cmocka_unit_test_setup_teardown(hooks_run_and_can_veto, setup, teardown),
		cmocka_unit_test_setup_teardown(a_static_is_found_by_its_file, setup, teardown),
		cmocka_unit_test_setup_teardown(an_unknown_symbol_is_refused_by_name, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
