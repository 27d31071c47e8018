// SPDX-License-Identifier: BSD-2-Clause
/* Warnings, bugs and accesses that may fault: in the program, in its payloads, and after them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "client.h"
#include "crew.h"
#include "subject.h"

static uint64_t *nowhere;

/*
 * The host's handlers are installed over the default ones: a fault that is nobody's ends the process. The
 * test framework installs its own before each test, so the host starts inside of it.
 */
static void host(void)
{
	signal(SIGILL, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	crew_host(0);
}

static int setup(void **state)
{
	nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return 0;
}

static int teardown(void **state)
{
	crew_host_end();
	munmap(nowhere, 4096);
	return 0;
}

/* How a child that calls @fn with @x ends: the number of the signal, 0 if by itself. */
static int ends_by(int (*fn)(int), int x)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		fn(x);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static int peek_nowhere(int x)
{
	return (int)subject_peek(nowhere);
}

static void the_program_warns_and_goes_on(void **state)
{
	host();
	assert_int_equal(subject_check(5), 5);
	assert_false(crew_log("warning at"));
	assert_int_equal(subject_check(-5), -1);
	assert_true(crew_log("warning at"));
	assert_true(crew_log("subject.c:"));
	assert_true(crew_log("subject_check+0x"));
}

static void the_program_accesses_safely(void **state)
{
	uint64_t value = 3, at = 9;

	host();
	assert_int_equal(xs_safe_load_u64(&value, &at), 0);
	assert_int_equal(value, 9);
	assert_int_equal(xs_safe_load_u64(&value, nowhere), -14);
	assert_int_equal(value, 9);
	assert_int_equal(xs_safe_store_u64(&at, 4), 0);
	assert_int_equal(at, 4);
	assert_int_equal(xs_safe_store_u64(nowhere, 4), -14);
}

static void a_payload_warns_and_dies_as_the_program_does(void **state)
{
	host();
	assert_int_equal(client_upload("faults", "faults.xsplice"), 0);
	assert_int_equal(client_action("faults", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(subject_answer(12), 13);
	assert_int_equal(subject_answer(13), -13);
	assert_true(crew_log("warning at"));
	assert_true(crew_log("faults.c:11"));
	assert_true(crew_log("[faults]"));
	assert_int_equal(ends_by(subject_answer, 14), SIGILL);
	assert_int_equal(ends_by(subject_answer, 15), SIGILL);
	assert_int_equal(ends_by(subject_answer, 16), 0);
	assert_int_equal(client_action("faults", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(subject_answer(13), 14);
	assert_int_equal(client_action("faults", XS_ACTION_UNLOAD, 0), 0);
}

static void a_payload_accesses_safely(void **state)
{
	uint64_t at = 9;

	host();
	assert_int_equal(ends_by(peek_nowhere, 0), SIGSEGV);
	assert_int_equal(client_upload("faults", "faults.xsplice"), 0);
	assert_int_equal(client_action("faults", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(subject_peek(&at), 9);
	assert_int_equal(subject_peek(nowhere), UINT64_MAX);
	assert_int_equal(client_action("faults", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(client_action("faults", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(ends_by(peek_nowhere, 0), SIGSEGV);
}

/* A child has the text of its moment, whatever happens to the parent's later. */
static void a_child_keeps_its_text(void **state)
{
	int to_child[2], to_parent[2], status;
	char byte = 0;
	pid_t pid;

	host();
	assert_int_equal(client_upload("hundred", "hundred.xsplice"), 0);
	assert_int_equal(client_action("hundred", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(pipe(to_child), 0);
	assert_int_equal(pipe(to_parent), 0);
	pid = fork();
	if (!pid) {
		if (write(to_parent[1], &byte, 1) != 1 || read(to_child[0], &byte, 1) != 1)
			_exit(1);
		_exit(subject_answer(5) == 105 ? 42 : 2);
	}
	assert_int_equal(read(to_parent[0], &byte, 1), 1);
	assert_int_equal(client_action("hundred", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(client_action("hundred", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(subject_answer(5), 6);
	assert_int_equal(write(to_child[1], &byte, 1), 1);
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
	close(to_child[0]);
	close(to_child[1]);
	close(to_parent[0]);
	close(to_parent[1]);
}

/* Without the host an applied payload works on, its warnings too; a new host knows what it stands on. */
static void an_applied_payload_outlives_the_host(void **state)
{
	host();
	assert_int_equal(client_upload("faults", "faults.xsplice"), 0);
	assert_int_equal(client_action("faults", XS_ACTION_APPLY, 0), 0);
	crew_host_end();
	assert_int_equal(subject_answer(13), -13);
	assert_int_equal(subject_peek(nowhere), UINT64_MAX);
	crew_host(0);
	assert_int_equal(subject_answer(13), -13);
}

static volatile sig_atomic_t handed_on;
static sigjmp_buf back;

static void take_over(int number)
{
	handed_on = number;
	siglongjmp(back, 1);
}

static void faults_of_others_are_handed_on(void **state)
{
	struct sigaction old, action = {.sa_handler = take_over};

	sigaction(SIGSEGV, &action, &old);
	crew_host(0);
	if (!sigsetjmp(back, 1))
		subject_peek(nowhere);
	assert_int_equal(handed_on, SIGSEGV);
	sigaction(SIGSEGV, &old, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_program_warns_and_goes_on, setup, teardown),
		cmocka_unit_test_setup_teardown(the_program_accesses_safely, setup, teardown),
		cmocka_unit_test_setup_teardown(a_payload_warns_and_dies_as_the_program_does, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_payload_accesses_safely, setup, teardown),
		cmocka_unit_test_setup_teardown(a_child_keeps_its_text, setup, teardown),
		cmocka_unit_test_setup_teardown(faults_of_others_are_handed_on, setup, teardown),
		cmocka_unit_test_setup_teardown(an_applied_payload_outlives_the_host, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
