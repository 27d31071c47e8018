// SPDX-License-Identifier: BSD-2-Clause
/* The stop, with threads for CPUs: core/switch.c. Under ThreadSanitizer it is also free of races. */
#include "sample.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CPUS 3u
#define LONG_NS 4000000000u
#define SHORT_NS 3000000u

struct cpu {
	struct fixture *f;
	unsigned int nr;
	pthread_t thread;
	uint32_t quit;	   /* atomic */
	uint32_t stuck;	   /* atomic: does not come to its quiescence point */
	uint32_t is_stuck; /* atomic */
	uint32_t naps;	   /* atomic: goes offline every now and then */
	uint32_t offline;  /* atomic: stays offline */
	uint32_t is_off;   /* atomic */
	unsigned int mixed;
	unsigned long passes;
};

struct fixture {
	struct fake fake;
	struct xs_core *core;
	uint8_t *before;
	struct sample s;
	struct cpu cpus[CPUS];
	struct cpu *stuck;
	bool one_gets_stuck;
};

static uint32_t get(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void set(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* How far this thread's clock is ahead of the others'. */
static __thread uint64_t ahead_ns;

static uint64_t real_now(void *ctx)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + t.tv_nsec + ahead_ns;
}

static void real_relax(void *ctx)
{
	sched_yield();
}

/* Reads what code would fetch: the compiler must not keep or merge it, TSan sees no race in it. */
static uint8_t fetch(const struct fixture *f, uint64_t va)
{
	uint8_t byte;

	__asm__ volatile("movb %1, %0" : "=q"(byte) : "m"(f->fake.image[va - FAKE_BASE]));
	return byte;
}

/* Between two quiescence points a CPU sees both functions patched, or neither. */
static void look(struct cpu *cpu)
{
	struct fixture *f = cpu->f;
	bool a = fetch(f, FAKE_TEXT) == 0xe9, b;

	sched_yield();
	b = fetch(f, FAKE_TEXT + 0x103) == 0xe9;
	cpu->mixed += a != b;
}

static void *cpu_run(void *arg)
{
	struct cpu *cpu = arg;
	struct xs_core *core = cpu->f->core;

	while (!get(&cpu->quit)) {
		cpu->passes++;
		while (get(&cpu->stuck) && !get(&cpu->quit)) {
			set(&cpu->is_stuck, 1);
			sched_yield();
		}
		look(cpu);
		if (get(&cpu->offline) || (get(&cpu->naps) && cpu->passes % 7 == 0)) {
			xs_cpu_offline(core, cpu->nr);
			do {
				set(&cpu->is_off, 1);
				sched_yield();
			} while (get(&cpu->offline) && !get(&cpu->quit));
			xs_cpu_online(core, cpu->nr);
			set(&cpu->is_off, 0);
		} else if (get(xs_stop_word(core))) {
			xs_stop_poll(core, cpu->nr);
		}
	}
	xs_cpu_offline(core, cpu->nr);
	return NULL;
}

static struct fixture *fixture_new(bool own_driver)
{
	struct fixture *f = calloc(1, sizeof(*f));
	unsigned int i;

	fake_init(&f->fake);
	f->before = fake_bytes(&f->fake);
	f->fake.host.now = real_now;
	f->fake.host.relax = real_relax;
	f->fake.host.own_driver = own_driver;
	f->fake.cpus = CPUS;
	assert_int_equal(xs_core_new(&f->fake.host, &f->fake, &f->core), 0);
	for (i = 0; i < CPUS; i++) {
		f->cpus[i].f = f;
		f->cpus[i].nr = i;
	}
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	sample_func(&f->s, "func_b", 1, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	sample_init(&f->s, 2);
	sample_func(&f->s, "func_a", 2, 64);
	sample_func(&f->s, "func_b", 3, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "q"), 0);
	for (i = 0; i < CPUS; i++)
		pthread_create(&f->cpus[i].thread, NULL, cpu_run, &f->cpus[i]);
	return f;
}

static int setup_first_cpu_drives(void **state)
{
	*state = fixture_new(false);
	return 0;
}

static int setup_own_driver(void **state)
{
	*state = fixture_new(true);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < CPUS; i++)
		set(&f->cpus[i].quit, 1);
	for (i = 0; i < CPUS; i++)
		pthread_join(f->cpus[i].thread, NULL);
	for (i = 0; i < CPUS; i++)
		assert_int_equal(f->cpus[i].mixed, 0);
	xs_core_free(f->core);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	fake_fini(&f->fake);
	free(f->before);
	free(f);
	return 0;
}

/* Asks, drives if the host must, waits for the result. */
static int act_threaded(struct fixture *f, const char *name, uint32_t action, uint32_t timeout_ns)
{
	struct xs_status status;
	int rc = xs_action(f->core, name, action, timeout_ns, 0);

	if (rc)
		return rc;
	if (f->fake.host.own_driver)
		xs_stop_drive(f->core);
	do {
		sched_yield();
		assert_int_equal(xs_get(f->core, name, &status), 0);
	} while (status.rc == -XS_EAGAIN);
	return status.rc;
}

static void every_cpu_sees_all_of_a_patch_or_nothing(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < CPUS; i++)
		set(&f->cpus[i].naps, i);
	for (i = 0; i < 60; i++) {
		assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), 0);
		assert_int_equal(act_threaded(f, "q", XS_ACTION_REPLACE, LONG_NS), 0);
		assert_int_equal(act_threaded(f, "q", XS_ACTION_REVERT, LONG_NS), 0);
	}
}

static void gives_up_at_the_deadline_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct xs_info info;

	set(&f->cpus[1].stuck, 1);
	while (!get(&f->cpus[1].is_stuck))
		sched_yield();
	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, SHORT_NS), -XS_EBUSY);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_non_null(strstr(reason_of(f->core, "p"), "did not arrive"));
	set(&f->cpus[1].stuck, 0);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), 0);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_REVERT, LONG_NS), 0);
	assert_int_equal(xs_info(f->core, &info), 0);
	assert_int_equal(info.stops, 2);
	assert_int_equal(info.stops_failed, 1);
}

static void does_not_wait_for_cpus_that_are_offline(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 1; i < CPUS; i++)
		set(&f->cpus[i].offline, 1);
	for (i = 1; i < CPUS; i++)
		while (!get(&f->cpus[i].is_off))
			sched_yield();
	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), 0);
	for (i = 1; i < CPUS; i++)
		set(&f->cpus[i].offline, 0);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_REVERT, LONG_NS), 0);
}

static void changes_nothing_while_a_handler_is_in_progress(void **state)
{
	struct fixture *f = *state;

	f->fake.handler = "CPU 1 stands in an NMI handler";
	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), -XS_EBUSY);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_string_equal(reason_of(f->core, "p"),
			    "CPU 1 stands in an NMI handler; nothing was changed, try again");
	f->fake.handler = NULL;
	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), 0);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_REVERT, LONG_NS), 0);
}

/* The revert hook declines; the post hook does the work, and another CPU does not come by afterwards. */
static int decline_then_finish(struct fake *fake, uint64_t va)
{
	struct fixture *f = fake->data;
	struct xs_payload *p = payload_by_name(f->core, "r");

	if (va == xs_payload_tables(p)->text.va + BODY(1))
		return -XS_EINVAL;
	assert_int_equal(xs_payload_revert_live(p), 0);
	if (f->one_gets_stuck) {
		f->stuck = pthread_equal(pthread_self(), f->cpus[1].thread) ? &f->cpus[0]
									    : &f->cpus[1];
		set(&f->stuck->stuck, 1);
		while (!get(&f->stuck->is_stuck))
			sched_yield();
	}
	return 0;
}

static void what_is_switched_off_while_cpus_run_stays_until_they_left(void **state)
{
	struct fixture *f = *state;

	sample_init(&f->s, 3);
	sample_func(&f->s, "func_c", 0, 64);
	sample_hook(&f->s, XS_SEC_HOOKS_REVERT, 1);
	sample_hook(&f->s, XS_SEC_HOOKS_POSTREVERT, 2);
	assert_int_equal(sample_upload(&f->s, f->core, "r"), 0);
	f->fake.data = f;
	f->fake.on_hook = decline_then_finish;
	/* Everybody passes once more before the result is published: it can go. */
	assert_int_equal(act_threaded(f, "r", XS_ACTION_APPLY, LONG_NS), 0);
	assert_int_equal(act_threaded(f, "r", XS_ACTION_REVERT, LONG_NS), -XS_EINVAL);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(xs_action(f->core, "r", XS_ACTION_UNLOAD, 0, 0), 0);
	sample_init(&f->s, 3);
	sample_func(&f->s, "func_c", 0, 64);
	sample_hook(&f->s, XS_SEC_HOOKS_REVERT, 1);
	sample_hook(&f->s, XS_SEC_HOOKS_POSTREVERT, 2);
	assert_int_equal(sample_upload(&f->s, f->core, "r"), 0);
	/* One does not: it stays until a stop has seen them all. */
	f->one_gets_stuck = true;
	assert_int_equal(act_threaded(f, "r", XS_ACTION_APPLY, LONG_NS), 0);
	assert_int_equal(act_threaded(f, "r", XS_ACTION_REVERT, 200 * SHORT_NS), -XS_EINVAL);
	assert_int_equal(xs_action(f->core, "r", XS_ACTION_UNLOAD, 0, 0), -XS_EBUSY);
	assert_non_null(strstr(reason_of(f->core, "r"), "did not all leave it in time"));
	set(&f->stuck->stuck, 0);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), 0);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_REVERT, LONG_NS), 0);
	assert_int_equal(xs_action(f->core, "r", XS_ACTION_UNLOAD, 0, 0), 0);
	f->fake.on_hook = NULL;
}

/* The control side goes on with everything but another action while the driver works. */
static void uploads_and_questions_go_on_during_a_stop(void **state)
{
	struct fixture *f = *state;
	struct xs_payload_info info;
	struct xs_status status;
	struct xs_info host;
	unsigned int i;

	for (i = 0; i < 40; i++) {
		uint32_t action = i % 2 ? XS_ACTION_REVERT : XS_ACTION_APPLY;
		int rc;

		f->fake.log[0] = 0;
		assert_int_equal(xs_action(f->core, "p", action, LONG_NS, 0), 0);
		sample_init(&f->s, 3);
		sample_func(&f->s, "func_c", 2, 64);
		assert_int_equal(sample_upload(&f->s, f->core, "r"), 0);
		do {
			assert_int_equal(xs_get(f->core, "p", &status), 0);
			assert_int_equal(xs_payload_info(f->core, "p", &info), 0);
			assert_int_equal(xs_info(f->core, &host), 0);
			assert_int_equal(host.payloads, 3);
		} while (status.rc == -XS_EAGAIN);
		assert_int_equal(status.rc, 0);
		while ((rc = xs_action(f->core, "r", XS_ACTION_UNLOAD, 0, 0)) == -XS_EBUSY)
			sched_yield();
		assert_int_equal(rc, 0);
	}
}

static void measures_every_phase(void **state)
{
	struct fixture *f = *state;
	struct xs_payload_info info;

	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), 0);
	assert_int_equal(xs_payload_info(f->core, "p", &info), 0);
	assert_int_equal(info.last.cpus, CPUS);
	assert_int_equal(info.last.writes, 2);
	assert_int_equal(info.last.write_bytes, 10);
	assert_int_equal(info.last.rc, 0);
	assert_true(info.last.gather_ns > 0);
	assert_true(info.last.stopped_ns >=
		    info.last.look_ns + info.last.commit_ns + info.last.sync_ns);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_REVERT, LONG_NS), 0);
}

static void clocks_of_cpus_may_differ(void **state)
{
	struct fixture *f = *state;
	struct xs_payload_info info;

	ahead_ns = LONG_NS;
	assert_int_equal(act_threaded(f, "p", XS_ACTION_APPLY, LONG_NS), 0);
	ahead_ns = 0;
	assert_int_equal(xs_payload_info(f->core, "p", &info), 0);
	assert_int_equal(info.last.gather_ns, 0);
	assert_in_range(info.last.stopped_ns, 1, LONG_NS);
	assert_int_equal(act_threaded(f, "p", XS_ACTION_REVERT, LONG_NS), 0);
}

int main(void)
{
#define STOP(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, setup_first_cpu_drives, teardown),                   \
	{                                                                                          \
		"own_driver: " #test, test, setup_own_driver, teardown, NULL                       \
	}
	const struct CMUnitTest tests[] = {
		STOP(every_cpu_sees_all_of_a_patch_or_nothing),
		STOP(gives_up_at_the_deadline_and_changes_nothing),
		STOP(does_not_wait_for_cpus_that_are_offline),
		STOP(changes_nothing_while_a_handler_is_in_progress),
		STOP(measures_every_phase),
		STOP(what_is_switched_off_while_cpus_run_stays_until_they_left),
		cmocka_unit_test_setup_teardown(clocks_of_cpus_may_differ, setup_first_cpu_drives,
						teardown),
		cmocka_unit_test_setup_teardown(uploads_and_questions_go_on_during_a_stop,
						setup_first_cpu_drives, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
