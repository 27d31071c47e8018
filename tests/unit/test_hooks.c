// SPDX-License-Identifier: BSD-2-Clause
/* Hooks: when they run, what they can prevent. core/work.c, core/action.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void upload_hooked(struct fixture *f, const char *name, uint8_t id, const char *target,
			  const char *const *sections)
{
	int body = 0;

	sample_init(&f->s, id);
	sample_func(&f->s, target, 3, 64);
	for (; *sections; sections++)
		sample_hook(&f->s, *sections, body++);
	assert_int_equal(sample_upload(&f->s, f->core, name), 0);
}

static void assert_hooks(struct fixture *f, const char *name, const char *transcript)
{
	unsigned int i;

	assert_int_equal(f->fake.hook_count, strlen(transcript) / 2);
	for (i = 0; i < f->fake.hook_count; i++) {
		assert_int_equal(f->fake.hooks[i].va, body_va(f, name, transcript[2 * i] - '0'));
		assert_int_equal(f->fake.hooks[i].in_stop, transcript[2 * i + 1] == 's');
	}
	f->fake.hook_count = 0;
}

static int image_is_unpatched(struct fake *fake, uint64_t va)
{
	assert_memory_equal(fake->data, fake->image, FAKE_IMAGE_LEN);
	return fake->hook_rc;
}

static void load_and_unload_hooks_run_in_the_stop_around_the_patch(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_LOAD, XS_SEC_HOOKS_UNLOAD, NULL};
	struct fixture *f = *state;

	f->fake.data = f->before;
	f->fake.on_hook = image_is_unpatched;
	upload_hooked(f, "p", 1, "func_a", hooks);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_hooks(f, "p", "0s");
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_hooks(f, "p", "1s");
}

static void pre_and_post_hooks_run_outside_of_it(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_PREAPPLY, XS_SEC_HOOKS_POSTAPPLY, NULL};
	static const char *const revert_hooks[] = {XS_SEC_HOOKS_PREREVERT, XS_SEC_HOOKS_POSTREVERT,
						   NULL};
	struct fixture *f = *state;

	upload_hooked(f, "p", 1, "func_a", hooks);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_hooks(f, "p", "0-1-");
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_hooks(f, "p", "");
	upload_hooked(f, "q", 2, "func_a", revert_hooks);
	assert_int_equal(act(f->core, "q", XS_ACTION_APPLY, 0), 0);
	assert_hooks(f, "q", "");
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
	assert_hooks(f, "q", "0-1-");
}

static void a_pre_hook_can_veto_and_no_post_hook_follows(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_PREAPPLY, XS_SEC_HOOKS_POSTAPPLY, NULL};
	struct fixture *f = *state;

	upload_hooked(f, "p", 1, "func_a", hooks);
	f->fake.hook_rc = -XS_EDOM;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EDOM);
	assert_hooks(f, "p", "0-");
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(state_of(f, "p"), XS_STATE_LOADED);
}

static void a_post_hook_follows_a_stop_that_failed(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_PREAPPLY, XS_SEC_HOOKS_POSTAPPLY, NULL};
	struct fixture *f = *state;

	upload_hooked(f, "p", 1, "func_a", hooks);
	f->fake.handler = "busy";
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EBUSY);
	assert_hooks(f, "p", "0-1-");
}

static void unload_hooks_undo_load_hooks_when_an_action_hook_refuses(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_LOAD, XS_SEC_HOOKS_UNLOAD,
					    XS_SEC_HOOKS_APPLY, NULL};
	struct fixture *f = *state;

	upload_hooked(f, "p", 1, "func_a", hooks);
	f->fake.hook_rc = -XS_EINVAL;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EINVAL);
	assert_hooks(f, "p", "0s2s1s");
	assert_int_equal(state_of(f, "p"), XS_STATE_LOADED);
}

static void an_action_hook_stands_in_for_the_writes(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_APPLY, XS_SEC_HOOKS_REVERT, NULL};
	struct fixture *f = *state;
	struct xs_payload_info info;

	upload_hooked(f, "p", 1, "func_a", hooks);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_hooks(f, "p", "0s");
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(xs_payload_info(f->core, "p", &info), 0);
	assert_int_equal(info.last.write_bytes, 0);
	assert_int_equal(state_of(f, "p"), XS_STATE_APPLIED);
	assert_false(xs_func_live(payload_by_name(f->core, "p"), 0));
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_hooks(f, "p", "1s");
	f->fake.hook_rc = -XS_EINVAL;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EINVAL);
	assert_int_equal(state_of(f, "p"), XS_STATE_LOADED);
}

static int revert_live_in_post_hook(struct fake *fake, uint64_t va)
{
	struct fixture *f = fake->data;

	/* The revert hook declines, the post hook does what it did not. */
	if (va == body_va(f, "p", 0))
		return -XS_EINVAL;
	assert_int_equal(xs_payload_revert_live(payload_by_name(f->core, "p")), 0);
	assert_int_equal(xs_payload_revert_live(payload_by_name(f->core, "p")), -XS_EINVAL);
	return 0;
}

static void a_post_hook_can_finish_what_a_revert_hook_declined(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_REVERT, XS_SEC_HOOKS_POSTREVERT, NULL};
	struct fixture *f = *state;

	upload_hooked(f, "p", 1, "func_a", hooks);
	assert_int_equal(xs_payload_revert_live(payload_by_name(f->core, "p")), -XS_EINVAL);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	f->fake.data = f;
	f->fake.on_hook = revert_live_in_post_hook;
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), -XS_EINVAL);
	assert_int_equal(state_of(f, "p"), XS_STATE_LOADED);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	f->fake.on_hook = NULL;
}

static void replace_unloads_the_old_then_loads_the_new(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_LOAD, XS_SEC_HOOKS_UNLOAD, NULL};
	struct fixture *f = *state;

	upload_hooked(f, "old", 1, "func_a", hooks);
	upload_hooked(f, "new", 2, "func_a", hooks);
	assert_int_equal(act(f->core, "old", XS_ACTION_APPLY, 0), 0);
	f->fake.hook_count = 0;
	assert_int_equal(act(f->core, "new", XS_ACTION_REPLACE, 0), 0);
	assert_int_equal(f->fake.hook_count, 2);
	assert_int_equal(f->fake.hooks[0].va, body_va(f, "old", 1));
	assert_int_equal(f->fake.hooks[1].va, body_va(f, "new", 0));
	assert_int_equal(act(f->core, "new", XS_ACTION_REVERT, 0), 0);
}

static void replace_refuses_payloads_with_other_hooks(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_POSTREVERT, NULL};
	struct fixture *f = *state;

	upload_hooked(f, "old", 1, "func_a", hooks);
	upload_one(f, "new", 2, "func_a", 0);
	assert_int_equal(act(f->core, "old", XS_ACTION_REPLACE, 0), -XS_EINVAL);
	assert_int_equal(act(f->core, "old", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "new", XS_ACTION_REPLACE, 0), -XS_EINVAL);
	assert_non_null(strstr(reason_of(f->core, "new"), "payload old has a hook in"));
	assert_int_equal(state_of(f, "old"), XS_STATE_APPLIED);
	assert_int_equal(act(f->core, "old", XS_ACTION_REVERT, 0), 0);
}

static void the_hooks_of_a_payload_can_be_read(void **state)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_LOAD, XS_SEC_HOOKS_POSTREVERT, NULL};
	const struct xs_payload *payload;
	struct fixture *f = *state;
	const uint64_t *array;
	unsigned int count;

	upload_hooked(f, "p", 1, "func_a", hooks);
	payload = payload_by_name(f->core, "p");
	array = xs_payload_hooks(payload, XS_HOOK_LOAD, &count);
	assert_int_equal(count, 1);
	assert_int_equal(array[0], body_va(f, "p", 0));
	array = xs_payload_hooks(payload, XS_HOOK_POSTREVERT, &count);
	assert_int_equal(count, 1);
	assert_int_equal(array[0], body_va(f, "p", 1));
	assert_null(xs_payload_hooks(payload, XS_HOOK_UNLOAD, &count));
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(load_and_unload_hooks_run_in_the_stop_around_the_patch),
		FIXTURE_TEST(pre_and_post_hooks_run_outside_of_it),
		FIXTURE_TEST(a_pre_hook_can_veto_and_no_post_hook_follows),
		FIXTURE_TEST(a_post_hook_follows_a_stop_that_failed),
		FIXTURE_TEST(unload_hooks_undo_load_hooks_when_an_action_hook_refuses),
		FIXTURE_TEST(an_action_hook_stands_in_for_the_writes),
		FIXTURE_TEST(a_post_hook_can_finish_what_a_revert_hook_declined),
		FIXTURE_TEST(replace_unloads_the_old_then_loads_the_new),
		FIXTURE_TEST(replace_refuses_payloads_with_other_hooks),
		FIXTURE_TEST(the_hooks_of_a_payload_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
