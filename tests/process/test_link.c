// SPDX-License-Identifier: BSD-2-Clause
/* What a payload reaches: the C library, thread-local variables. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

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

/* The program and its payloads agree on where a library function is. */
static void shares_the_address_of_a_library_function(void **state)
{
	on("pointer_fixed.xsplice");
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

#define ROOMS 1024

/* Where the host would look for memory, there is none; then there is again. */
static void no_room_near_the_text_is_refused(void **state)
{
	uint64_t here = (uintptr_t)subject_answer, lo, hi, at, len;
	struct xs_payload_info info;
	unsigned int count = 0;
	struct {
		void *at;
		size_t len;
	} rooms[ROOMS];

	lo = here > 0x80000000u ? here - 0x80000000u : 0x10000;
	lo &= ~0xfffull;
	hi = here + 0x80000000u;
	/* From the largest piece to the smallest: what is taken already is left alone. */
	for (len = 0x40000000u; len >= 4096; len /= 2)
		for (at = (lo + len - 1) & ~(len - 1); at + len <= hi; at += len) {
			void *got = mmap((void *)(uintptr_t)at, len, PROT_NONE,
					 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
						 MAP_FIXED_NOREPLACE,
					 -1, 0);

			if (got == MAP_FAILED)
				continue;
			assert_ptr_equal(got, (void *)(uintptr_t)at);
			assert_true(count < ROOMS);
			rooms[count].at = got;
			rooms[count++].len = len;
		}
	assert_int_equal(client_upload("one", "hundred.xsplice"), -ENOMEM);
	assert_int_equal(client_payload_info("one", &info), 0);
	assert_non_null(strstr(info.reason, "within reach"));
	while (count--)
		munmap(rooms[count].at, rooms[count].len);
	on("hundred.xsplice");
	off();
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
		cmocka_unit_test_setup_teardown(shares_the_address_of_a_library_function, setup,
						teardown),
		cmocka_unit_test_setup_teardown(reads_and_writes_tls_by_offset, setup, teardown),
		cmocka_unit_test_setup_teardown(reads_and_writes_tls_by_slot, setup, teardown),
		cmocka_unit_test_setup_teardown(no_room_near_the_text_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_thread_local_variable_of_its_own_is_refused,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
