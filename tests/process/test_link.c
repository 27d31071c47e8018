// SPDX-License-Identifier: BSD-2-Clause
/* What a payload reaches: the C library, thread-local variables. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client.h"
#include "crew.h"
#include "subject.h"

static int setup(void **state)
{
	crew_host(0);
	return 0;
}

static int teardown(void **state)
{
	crew_host_end();
	return 0;
}

static void on(const char *file)
{
	assert_int_equal(client_upload("one", file), 0);
	assert_int_equal(client_action("one", XS_ACTION_APPLY, 0), 0);
}

static void off(void)
{
	assert_int_equal(client_action("one", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(client_action("one", XS_ACTION_UNLOAD, 0), 0);
}

static void calls_a_library_through_a_plt_slot(void **state)
{
	on("library.xsplice");
	assert_int_equal(subject_length("12345"), 5 + 100 * 12345);
	off();
	assert_int_equal(subject_length("12345"), 5);
}

static void calls_a_library_through_a_got_slot(void **state)
{
	on("library_noplt.xsplice");
	assert_int_equal(subject_length("12345"), 5 + 100 * 12345);
	off();
}

static void takes_the_address_of_a_library_function(void **state)
{
	on("pointer.xsplice");
	assert_int_equal(subject_length("12345"), 50);
	off();
}

static void *other_thread(void *arg)
{
	assert_int_equal(subject_tls, 7);
	assert_int_equal(subject_answer(1), 8);
	assert_int_equal(subject_answer(2), 10);
	assert_int_equal(subject_tls, 10);
	return NULL;
}

static void reads_and_writes_tls(const char *file)
{
	pthread_t thread;

	subject_tls = 20;
	on(file);
	assert_int_equal(subject_answer(1), 21);
	assert_int_equal(subject_tls, 21);
	assert_int_equal(pthread_create(&thread, NULL, other_thread, NULL), 0);
	pthread_join(thread, NULL);
	assert_int_equal(subject_tls, 21);
	off();
}

static void reads_and_writes_tls_by_offset(void **state)
{
	reads_and_writes_tls("tls.xsplice");
}

static void reads_and_writes_tls_by_slot(void **state)
{
	reads_and_writes_tls("tls_ie.xsplice");
}

static void a_thread_local_variable_of_its_own_is_refused(void **state)
{
	struct xs_payload_info info;

	assert_true(client_upload("one", "own_tls.xsplice") < 0);
	assert_int_equal(client_payload_info("one", &info), 0);
	print_message("# %s\n", info.reason);
	assert_int_equal(info.state, 0);
	assert_string_not_equal(info.reason, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(calls_a_library_through_a_plt_slot, setup,
						teardown),
		cmocka_unit_test_setup_teardown(calls_a_library_through_a_got_slot, setup,
						teardown),
		cmocka_unit_test_setup_teardown(takes_the_address_of_a_library_function, setup,
						teardown),
		cmocka_unit_test_setup_teardown(reads_and_writes_tls_by_offset, setup, teardown),
		cmocka_unit_test_setup_teardown(reads_and_writes_tls_by_slot, setup, teardown),
		cmocka_unit_test_setup_teardown(a_thread_local_variable_of_its_own_is_refused,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
