// SPDX-License-Identifier: BSD-2-Clause
/* Data that payloads attach to the host's objects: core/shadow.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ID 7
#define OTHER_ID 8
#define OBJECTS 1000

static char objects[OBJECTS];

/* struct tally - what init and fini saw */
struct tally {
	unsigned int inits, finis;
	uint64_t sum; /* of the values that fini saw */
};
static struct tally tally;

static void init(const void *object, void *data, void *arg)
{
	uint64_t *value = data;

	assert_int_equal(*value, 0);
	*value = *(const uint64_t *)arg;
	tally.inits++;
}

static void fini(const void *object, void *data)
{
	tally.finis++;
	tally.sum += *(uint64_t *)data;
}

/* By code of payload @name; NULL: by nobody's. */
static uint64_t *attach_as(struct fixture *f, const char *name, const void *object, uint64_t id,
			   uint64_t value)
{
	const void *here = name ? (const void *)(uintptr_t)body_va(f, name, 0) : objects;

	return xs_core_shadow_attach(f->core, object, id, sizeof(value), init, &value, here);
}

static uint64_t *get(struct fixture *f, const void *object, uint64_t id)
{
	return xs_core_shadow_get(f->core, object, id);
}

static int setup(void **state)
{
	tally = (struct tally){0};
	return fixture_setup(state);
}

static void finds_by_object_and_id(void **state)
{
	struct fixture *f = *state;
	uint64_t *a, *b, *c;

	assert_null(get(f, &objects[0], ID));
	a = attach_as(f, NULL, &objects[0], ID, 1);
	b = attach_as(f, NULL, &objects[1], ID, 2);
	c = attach_as(f, NULL, &objects[0], OTHER_ID, 3);
	assert_ptr_equal(get(f, &objects[0], ID), a);
	assert_ptr_equal(get(f, &objects[1], ID), b);
	assert_ptr_equal(get(f, &objects[0], OTHER_ID), c);
	assert_null(get(f, &objects[1], OTHER_ID));
	assert_int_equal(*a + *b + *c, 6);
	assert_int_equal((uintptr_t)a % _Alignof(max_align_t), 0);
}

static void attaches_once(void **state)
{
	struct fixture *f = *state;
	uint64_t *a = attach_as(f, NULL, &objects[0], ID, 1);

	assert_ptr_equal(attach_as(f, NULL, &objects[0], ID, 2), a);
	assert_int_equal(*a, 1);
	assert_int_equal(tally.inits, 1);
	a = xs_core_shadow_attach(f->core, &objects[1], ID, 8, NULL, NULL, objects);
	assert_int_equal(*a, 0);
}

static void detaches_one(void **state)
{
	struct fixture *f = *state;

	attach_as(f, NULL, &objects[0], ID, 1);
	attach_as(f, NULL, &objects[1], ID, 2);
	xs_core_shadow_detach(f->core, &objects[0], ID, fini);
	xs_core_shadow_detach(f->core, &objects[0], ID, fini);
	xs_core_shadow_detach(f->core, &objects[1], OTHER_ID, fini);
	assert_null(get(f, &objects[0], ID));
	assert_int_equal(*get(f, &objects[1], ID), 2);
	assert_int_equal(tally.finis, 1);
	xs_core_shadow_detach(f->core, &objects[1], ID, NULL);
	assert_null(get(f, &objects[1], ID));
	assert_int_equal(tally.finis, 1);
}

static void detaches_all_of_an_id(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < OBJECTS; i++) {
		assert_non_null(attach_as(f, NULL, &objects[i], ID, i));
		assert_non_null(attach_as(f, NULL, &objects[i], OTHER_ID, i));
	}
	for (i = 0; i < OBJECTS; i++)
		assert_int_equal(*get(f, &objects[i], ID), i);
	xs_core_shadow_detach_all(f->core, ID, fini);
	assert_int_equal(tally.finis, OBJECTS);
	assert_int_equal(tally.sum, (uint64_t)OBJECTS * (OBJECTS - 1) / 2);
	for (i = 0; i < OBJECTS; i++) {
		assert_null(get(f, &objects[i], ID));
		assert_int_equal(*get(f, &objects[i], OTHER_ID), i);
	}
}

/* With the n-th host call failing, for each n, until none is left to fail. */
static void is_whole_without_memory(void **state)
{
	struct fixture *f = *state;
	unsigned int n = 0, failed = 0, i;
	uint64_t *value;

	do {
		f->fake.calls = 0;
		f->fake.fail_at = ++n;
		for (i = 0; i < 200; i++) {
			value = attach_as(f, NULL, &objects[i], ID, i);
			failed += !value;
			assert_ptr_equal(get(f, &objects[i], ID), value);
			assert_true(!value || *value == i);
		}
		xs_core_shadow_detach_all(f->core, ID, fini);
		for (i = 0; i < 200; i++)
			assert_null(get(f, &objects[i], ID));
	} while (n <= f->fake.calls);
	f->fake.fail_at = 0;
	assert_int_equal(tally.inits, tally.finis);
	assert_true(failed >= 200);
}

static void refuses_sizes_beyond_memory(void **state)
{
	struct fixture *f = *state;

	assert_null(xs_core_shadow_attach(f->core, objects, ID, ~0ull, NULL, NULL, objects));
	assert_null(xs_core_shadow_attach(f->core, objects, ID, ~0ull - 8, NULL, NULL, objects));
	assert_null(get(f, objects, ID));
}

/* ---- with their payload ----------------------------------------------------------------------- */

static void go_when_their_payload_is_reverted(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	upload_one(f, "q", 2, "func_b", 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, XS_FLAG_NODEPS), 0);
	assert_int_equal(act(f->core, "q", XS_ACTION_APPLY, XS_FLAG_NODEPS), 0);
	attach_as(f, "p", &objects[0], ID, 1);
	attach_as(f, "p", &objects[1], ID, 2);
	attach_as(f, "q", &objects[2], ID, 3);
	attach_as(f, NULL, &objects[3], ID, 4);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_non_null(strstr(f->fake.log, "p: 2 shadow variables that it left are freed"));
	assert_null(get(f, &objects[0], ID));
	assert_null(get(f, &objects[1], ID));
	assert_int_equal(*get(f, &objects[2], ID), 3);
	assert_int_equal(*get(f, &objects[3], ID), 4);
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
	assert_null(get(f, &objects[2], ID));
	assert_int_equal(*get(f, &objects[3], ID), 4);
}

static void stay_when_a_revert_fails(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	attach_as(f, "p", &objects[0], ID, 1);
	f->fake.handler = "CPU0 is in an NMI handler";
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), -XS_EBUSY);
	f->fake.handler = NULL;
	assert_int_equal(*get(f, &objects[0], ID), 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_null(get(f, &objects[0], ID));
}

static void are_inherited_by_the_replacement(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	upload_one(f, "q", 2, "func_a", 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	attach_as(f, "p", &objects[0], ID, 1);
	assert_int_equal(act(f->core, "q", XS_ACTION_REPLACE, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(*get(f, &objects[0], ID), 1);
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
	assert_null(get(f, &objects[0], ID));
}

/* ---- in hooks --------------------------------------------------------------------------------- */

static int pre_hook(struct fake *fake, uint64_t va)
{
	struct fixture *f = fake->data;

	assert_non_null(attach_as(f, "p", &objects[0], ID, 1));
	return fake->hook_rc;
}

static void of_an_apply_that_was_vetoed_go(void **state)
{
	struct fixture *f = *state;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	sample_hook(&f->s, XS_SEC_HOOKS_PREAPPLY, 1);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	f->fake.on_hook = pre_hook;
	f->fake.data = f;
	f->fake.hook_rc = -XS_EPERM;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EPERM);
	assert_null(get(f, &objects[0], ID));
	f->fake.hook_rc = 0;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(*get(f, &objects[0], ID), 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

/* What the stop's hooks may do: the fake host has no memory to give or take there. */
static int stop_hook(struct fake *fake, uint64_t va)
{
	struct fixture *f = fake->data;
	unsigned int live = fake->live, calls = fake->calls;

	assert_true(fake->in_stop);
	assert_int_equal(*attach_as(f, "p", &objects[0], ID, 9), 1);
	assert_null(attach_as(f, "p", &objects[2], ID, 9));
	assert_int_equal(*get(f, &objects[1], ID), 2);
	xs_core_shadow_detach(f->core, &objects[0], ID, fini);
	xs_core_shadow_detach_all(f->core, ID, fini);
	assert_null(get(f, &objects[1], ID));
	assert_int_equal(fake->live, live);
	assert_int_equal(fake->calls, calls);
	return 0;
}

static void are_freed_after_the_stop(void **state)
{
	struct fixture *f = *state;
	unsigned int live;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	sample_hook(&f->s, XS_SEC_HOOKS_UNLOAD, 1);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	attach_as(f, "p", &objects[0], ID, 1);
	live = f->fake.live;
	attach_as(f, "p", &objects[1], ID, 2);
	f->fake.on_hook = stop_hook;
	f->fake.data = f;
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	f->fake.on_hook = NULL;
	assert_int_equal(tally.finis, 2);
	assert_int_equal(tally.sum, 3);
	assert_true(f->fake.live < live);
}

static void are_none_without_a_guard(void **state)
{
	struct fixture *f = *state;

	f->fake.host.guard = NULL;
	assert_null(attach_as(f, NULL, &objects[0], ID, 1));
	assert_null(get(f, &objects[0], ID));
	xs_core_shadow_detach(f->core, &objects[0], ID, fini);
	xs_core_shadow_detach_all(f->core, ID, fini);
	assert_int_equal(tally.inits + tally.finis, 0);
}

/* ---- by several threads ----------------------------------------------------------------------- */

#define THREADS 4

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static unsigned long mutex_guard(void *ctx)
{
	pthread_mutex_lock(&mutex);
	return 0;
}

static void mutex_unguard(void *ctx, unsigned long flags)
{
	pthread_mutex_unlock(&mutex);
}

static void *plain_alloc(void *ctx, size_t len)
{
	return calloc(1, len);
}

static void plain_free(void *ctx, void *mem)
{
	free(mem);
}

/* struct worker - one thread; what it found attached to each object */
struct worker {
	struct xs_core *core;
	const void *found[OBJECTS];
	unsigned int wrong;
};

static void init_seven(const void *object, void *data, void *arg)
{
	*(uint64_t *)data = 7;
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	unsigned int i;

	for (i = 0; i < OBJECTS; i++) {
		const uint64_t *value = xs_core_shadow_attach(worker->core, &objects[i], ID, 8,
							      init_seven, NULL, objects);

		worker->found[i] = value;
		worker->wrong += !value || *value != 7 ||
				 xs_core_shadow_get(worker->core, &objects[i], ID) != value;
		/* Others come and go meanwhile. */
		xs_core_shadow_attach(worker->core, worker, i, 8, NULL, NULL, objects);
		xs_core_shadow_detach(worker->core, worker, i, NULL);
	}
	return NULL;
}

static void threads_agree(void **state)
{
	struct fixture *f = *state;
	struct xs_host host = f->fake.host;
	struct worker *workers = calloc(THREADS, sizeof(*workers));
	pthread_t threads[THREADS];
	struct xs_core *core;
	unsigned int i, j;

	host.guard = mutex_guard;
	host.unguard = mutex_unguard;
	host.alloc = plain_alloc;
	host.free = plain_free;
	assert_int_equal(xs_core_new(&host, &f->fake, &core), 0);
	for (i = 0; i < THREADS; i++) {
		workers[i].core = core;
		assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(workers[i].wrong, 0);
		for (j = 0; j < OBJECTS; j++)
			assert_ptr_equal(workers[i].found[j], workers[0].found[j]);
	}
	xs_core_shadow_detach_all(core, ID, fini);
	assert_int_equal(tally.finis, OBJECTS);
	xs_core_free(core);
	free(workers);
}

#define SHADOW_TEST(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SHADOW_TEST(finds_by_object_and_id),
		SHADOW_TEST(attaches_once),
		SHADOW_TEST(detaches_one),
		SHADOW_TEST(detaches_all_of_an_id),
		SHADOW_TEST(is_whole_without_memory),
		SHADOW_TEST(refuses_sizes_beyond_memory),
		SHADOW_TEST(go_when_their_payload_is_reverted),
		SHADOW_TEST(stay_when_a_revert_fails),
		SHADOW_TEST(are_inherited_by_the_replacement),
		SHADOW_TEST(of_an_apply_that_was_vetoed_go),
		SHADOW_TEST(are_freed_after_the_stop),
		SHADOW_TEST(are_none_without_a_guard),
		SHADOW_TEST(threads_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
