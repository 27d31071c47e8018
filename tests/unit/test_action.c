// SPDX-License-Identifier: BSD-2-Clause
/* Life of a payload: core/action.c, core/work.c, core/plan.c against a host of made-up bytes. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void applies_a_jump_and_reverts_to_the_same_bytes(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 1);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), 0);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_jump(f, FAKE_TEXT, "p", 1);
	assert_memory_equal(image_at(f, FAKE_TEXT + 5), f->before + 0x1005, 64);
	assert_int_equal(state_of(f, "p"), XS_STATE_APPLIED);
	assert_true(xs_func_live(payload_by_name(f->core, "p"), 0));
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(xs_payload_count(f->core), 0);
}

static void writes_a_jump_that_straddles_two_blocks(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_c", 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_jump(f, FAKE_TEXT + 0x20d, "p", 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

static void leaves_landing_pads_where_they_are(void **state)
{
	static const struct {
		const char *name;
		uint64_t va;
	} pads[] = {{"func_endbr", FAKE_TEXT + 0x400}, {"func_poison", FAKE_TEXT + 0x500}};
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		upload_one(f, "p", 1, pads[i].name, 2);
		assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
		assert_memory_equal(image_at(f, pads[i].va), f->before + (pads[i].va - FAKE_BASE),
				    4);
		assert_jump(f, pads[i].va + 4, "p", 2);
		assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
		assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	}
}

static void nops_out_what_has_no_new_body(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", -1, 64)->new_size = 11;
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_memory_equal(image_at(f, FAKE_TEXT), "\x66\x0f\x1f\x84\0\0\0\0\0\x66\x90", 11);
	assert_memory_equal(image_at(f, FAKE_TEXT + 11), f->before + 0x100b, 16);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	for (i = 0; i < 11; i++)
		assert_int_equal(image_at(f, FAKE_TEXT)[i], f->before[0x1000 + i]);
}

static void refuses_nops_that_cut_a_jump_at_the_end(void **state)
{
	static const uint8_t jump[] = {0xe9, 0x40, 0, 0, 0};
	struct fixture *f = *state;
	void *alias;

	assert_int_equal(f->fake.host.text_alias(&f->fake, FAKE_TEXT, 64, &alias), 0);
	memcpy((uint8_t *)alias + 11, jump, sizeof(jump));
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", -1, 16)->new_size = 15;
	assert_int_equal(sample_upload(&f->s, f->core, "p"), -XS_EINVAL);
	assert_non_null(strstr(reason_of(f->core, "p"), "returns by a jump in its last 5 bytes"));
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", -1, 16)->new_size = 11;
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	memcpy(alias, f->before + 0x1000, 64);
	f->fake.host.text_unalias(&f->fake, alias, 64);
}

static void replace_writes_only_what_differs(void **state)
{
	struct fixture *f = *state;
	struct xs_payload_info info;

	upload_one(f, "one", 1, "func_a", 0);
	upload_one(f, "two", 2, "func_b", 0);
	sample_init(&f->s, 3);
	sample_func(&f->s, "func_a", 1, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "three"), 0);
	assert_int_equal(act(f->core, "one", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "two", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "three", XS_ACTION_REPLACE, 0), 0);
	assert_jump(f, FAKE_TEXT, "three", 1);
	assert_memory_equal(image_at(f, FAKE_TEXT + 0x100), f->before + 0x1100, 64);
	assert_int_equal(state_of(f, "one"), XS_STATE_LOADED);
	assert_int_equal(state_of(f, "two"), XS_STATE_LOADED);
	assert_int_equal(state_of(f, "three"), XS_STATE_APPLIED);
	assert_int_equal(xs_payload_info(f->core, "three", &info), 0);
	/* Two jumps of five bytes; of the first only displacement bytes that differ. */
	assert_in_range(info.last.write_bytes, 6, 9);
	assert_int_equal(act(f->core, "three", XS_ACTION_REVERT, 0), 0);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
}

static void stacked_patches_of_one_function_go_in_order(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "one", 1, "func_a", 0);
	sample_init(&f->s, 2);
	sample_depends(&f->s, 1);
	sample_func(&f->s, "func_a", 3, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "two"), 0);
	assert_int_equal(act(f->core, "two", XS_ACTION_APPLY, 0), -XS_EINVAL);
	assert_string_equal(reason_of(f->core, "two"),
			    "depends on payload one, which is not applied; apply it first");
	assert_int_equal(act(f->core, "one", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "two", XS_ACTION_APPLY, 0), 0);
	assert_jump(f, FAKE_TEXT, "two", 3);
	assert_int_equal(act(f->core, "one", XS_ACTION_REVERT, 0), -XS_EBUSY);
	assert_int_equal(state_of(f, "one"), XS_STATE_APPLIED);
	assert_int_equal(act(f->core, "two", XS_ACTION_REVERT, 0), 0);
	assert_jump(f, FAKE_TEXT, "one", 0);
	assert_int_equal(act(f->core, "one", XS_ACTION_REVERT, 0), 0);
}

static void a_payload_that_was_reverted_begins_anew(void **state)
{
	struct fixture *f = *state;
	const struct xs_span *data;
	uint8_t *last;

	upload_one(f, "p", 1, "func_a", 1);
	data = &xs_payload_tables(payload_by_name(f->core, "p"))->data;
	last = (uint8_t *)data->mem + data->len - 1;
	*last = 1;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(*last, 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(*last, 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(*last, 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

/* ---- refusals --------------------------------------------------------------------------------- */

static void walks_every_cell_of_state_and_action(void **state)
{
	static const struct {
		uint32_t state, action;
		int rc;
		uint32_t next; /* 0: gone */
	} cells[] = {
		{XS_STATE_LOADED, XS_ACTION_UNLOAD, 0, 0},
		{XS_STATE_LOADED, XS_ACTION_REVERT, -XS_EINVAL, XS_STATE_LOADED},
		{XS_STATE_LOADED, XS_ACTION_APPLY, 0, XS_STATE_APPLIED},
		{XS_STATE_LOADED, XS_ACTION_REPLACE, 0, XS_STATE_APPLIED},
		{XS_STATE_LOADED, XS_ACTION_CHECK, 0, XS_STATE_LOADED},
		{XS_STATE_APPLIED, XS_ACTION_UNLOAD, -XS_EINVAL, XS_STATE_APPLIED},
		{XS_STATE_APPLIED, XS_ACTION_REVERT, 0, XS_STATE_LOADED},
		{XS_STATE_APPLIED, XS_ACTION_APPLY, -XS_EINVAL, XS_STATE_APPLIED},
		{XS_STATE_APPLIED, XS_ACTION_REPLACE, -XS_EINVAL, XS_STATE_APPLIED},
		{XS_STATE_APPLIED, XS_ACTION_CHECK, -XS_EINVAL, XS_STATE_APPLIED},
	};
	struct fixture *f = *state;
	struct xs_status status;
	unsigned int i;

	for (i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		upload_one(f, "p", 1, "func_a", 0);
		if (cells[i].state == XS_STATE_APPLIED)
			assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
		assert_int_equal(act(f->core, "p", cells[i].action, 0), cells[i].rc);
		if (!cells[i].next) {
			assert_int_equal(xs_get(f->core, "p", &status), -XS_ENOENT);
			continue;
		}
		assert_int_equal(xs_get(f->core, "p", &status), 0);
		assert_int_equal(status.state, cells[i].next);
		assert_int_equal(status.rc, cells[i].rc);
		if (status.state == XS_STATE_APPLIED)
			assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
		assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	}
}

static void refuses_what_it_does_not_know(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	assert_int_equal(act(f->core, "no such", XS_ACTION_APPLY, 0), -XS_ENOENT);
	assert_int_equal(act(f->core, "p", 0, 0), -XS_EOPNOTSUPP);
	assert_int_equal(act(f->core, "p", 5, 0), -XS_EOPNOTSUPP);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 2), -XS_EINVAL);
	assert_string_equal(reason_of(f->core, "p"), "unknown flags 0x2");
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, XS_FLAG_NODEPS), -XS_EINVAL);
	assert_int_equal(xs_upload(f->core, "p", "", 0), -XS_EEXIST);
	assert_int_equal(xs_upload(f->core, "", "", 0), -XS_EINVAL);
}

static void takes_one_action_at_a_time(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	upload_one(f, "q", 2, "func_b", 0);
	assert_int_equal(xs_action(f->core, "p", XS_ACTION_APPLY, 0, 0), 0);
	assert_int_equal(xs_action(f->core, "p", XS_ACTION_APPLY, 0, 0), -XS_EBUSY);
	assert_int_equal(xs_action(f->core, "q", XS_ACTION_APPLY, 0, 0), -XS_EBUSY);
	assert_int_equal(xs_action(f->core, "p", XS_ACTION_UNLOAD, 0, 0), -XS_EBUSY);
	xs_stop_drive(f->core);
	assert_int_equal(state_of(f, "p"), XS_STATE_APPLIED);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

static void refuses_while_a_stack_is_parked(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	f->fake.parked = "vCPU d1v0 is parked";
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), -XS_EBUSY);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EBUSY);
	assert_string_equal(reason_of(f->core, "p"),
			    "vCPU d1v0 is parked; nothing was changed, try again");
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), -XS_EBUSY);
	f->fake.parked = NULL;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	f->fake.parked = "vCPU d1v0 is parked";
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), -XS_EBUSY);
	f->fake.parked = NULL;
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

static void refuses_two_owners_of_one_function(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "one", 1, "func_a", 0);
	upload_one(f, "two", 2, "func_a", 0);
	assert_int_equal(act(f->core, "one", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "two", XS_ACTION_APPLY, 0), -XS_EINVAL);
	assert_non_null(strstr(reason_of(f->core, "two"), "patched by one already"));
	/* The operator may know better; the order of going back stays enforced. */
	assert_int_equal(act(f->core, "two", XS_ACTION_APPLY, XS_FLAG_NODEPS), 0);
	assert_int_equal(act(f->core, "one", XS_ACTION_REVERT, 0), -XS_EBUSY);
	assert_int_equal(act(f->core, "two", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "one", XS_ACTION_REVERT, 0), 0);
}

static void refuses_another_hosts_payload(void **state)
{
	struct fixture *f = *state;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	f->s.ew.sections[f->s.host_depends].data[20] ^= 1;
	assert_int_equal(sample_upload(&f->s, f->core, "p"), -XS_EINVAL);
	assert_non_null(strstr(reason_of(f->core, "p"), "built for host build-id aaaaaaaaab"));
	f->fake.build_id.len = 0;
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), -XS_ENODATA);
}

static void replace_leaves_only_the_host_to_stand_on(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "one", 1, "func_a", 0);
	assert_int_equal(act(f->core, "one", XS_ACTION_APPLY, 0), 0);
	sample_init(&f->s, 2);
	sample_depends(&f->s, 1);
	sample_func(&f->s, "func_b", 3, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "two"), 0);
	assert_int_equal(act(f->core, "two", XS_ACTION_REPLACE, 0), -XS_EINVAL);
	assert_int_equal(state_of(f, "one"), XS_STATE_APPLIED);
	assert_int_equal(act(f->core, "one", XS_ACTION_REVERT, 0), 0);
}

static void does_not_undo_what_somebody_else_wrote(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	fake_poke(&f->fake, FAKE_TEXT, "\xcc", 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), -XS_EINVAL);
	assert_non_null(strstr(reason_of(f->core, "p"), "something else changed it"));
	fake_poke(&f->fake, FAKE_TEXT, "\xe9", 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

static void looks_a_last_time_in_the_stop(void **state)
{
	struct fixture *f = *state;
	struct xs_status status;

	upload_one(f, "p", 1, "func_a", 0);
	assert_int_equal(xs_action(f->core, "p", XS_ACTION_APPLY, 0, 0), 0);
	fake_poke(&f->fake, FAKE_TEXT + 3, "\xcc", 1);
	xs_stop_drive(f->core);
	assert_int_equal(xs_get(f->core, "p", &status), 0);
	assert_int_equal(status.rc, -XS_EINVAL);
	assert_int_equal(status.state, XS_STATE_LOADED);
	fake_poke(&f->fake, FAKE_TEXT + 3, f->before + 0x1003, 1);
}

/* ---- symbols between payloads ----------------------------------------------------------------- */

static void a_provider_in_use_stays(void **state)
{
	struct fixture *f = *state;
	unsigned int helper;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	sample_symbol(&f->s, "helper", 2);
	assert_int_equal(sample_upload(&f->s, f->core, "provider"), 0);
	sample_init(&f->s, 2);
	sample_func(&f->s, "func_b", 0, 64);
	helper = ew_symbol(&f->s.ew, "helper", ELF_STB_GLOBAL, ELF_STT_NOTYPE, 0, 0, 0);
	ew_reloc(&f->s.ew, f->s.text, 1, ELF_R_X86_64_PLT32, helper, -4);
	assert_int_equal(sample_upload(&f->s, f->core, "user"), 0);
	assert_int_equal(act(f->core, "provider", XS_ACTION_UNLOAD, 0), -XS_EBUSY);
	assert_string_equal(reason_of(f->core, "provider"),
			    "payload user is linked to it; unload user first");
	assert_int_equal(act(f->core, "provider", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "user", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "provider", XS_ACTION_REVERT, 0), -XS_EBUSY);
	assert_int_equal(act(f->core, "user", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "provider", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "user", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(act(f->core, "provider", XS_ACTION_UNLOAD, 0), 0);
}

/* ---- the n-th host call fails ----------------------------------------------------------------- */

/* An action that failed changed no byte and no state. */
static void act_or_leave_alone(struct fixture *f, const char *name, uint32_t action)
{
	struct xs_payload *p = payload_by_name(f->core, name);
	uint8_t *before = fake_bytes(&f->fake);
	uint32_t was = p ? state_of(f, name) : 0;

	if (p && act(f->core, name, action, 0)) {
		assert_memory_equal(before, f->fake.image, FAKE_IMAGE_LEN);
		assert_int_equal(state_of(f, name), was);
	}
	assert_int_equal(f->fake.aliases, 0);
	free(before);
}

static void life_with_failures(struct fixture *f)
{
	static const char *const hooks[] = {XS_SEC_HOOKS_LOAD, NULL};
	struct xs_payload *p;
	unsigned int live;

	f->fake.hook_count = 0;

	live = f->fake.live;
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	sample_func(&f->s, "func_c", 1, 64);
	sample_hook(&f->s, hooks[0], 2);
	sample_symbol(&f->s, "helper", 2);
	if (sample_upload(&f->s, f->core, "one"))
		assert_int_equal(f->fake.live, live);
	act_or_leave_alone(f, "one", XS_ACTION_CHECK);
	act_or_leave_alone(f, "one", XS_ACTION_APPLY);
	live = f->fake.live;
	sample_init(&f->s, 2);
	sample_func(&f->s, "func_a", 0, 64);
	sample_func(&f->s, "func_b", 1, 64)->expect = 1 | 1 << 1;
	((struct xs_func *)f->s.ew.sections[f->s.funcs].data)[1].expect_data[0] = f->before[0x1103];
	if (sample_upload(&f->s, f->core, "two"))
		assert_int_equal(f->fake.live, live);
	act_or_leave_alone(f, "two", XS_ACTION_REPLACE);
	act_or_leave_alone(f, "two", XS_ACTION_REVERT);
	act_or_leave_alone(f, "two", XS_ACTION_UNLOAD);
	f->fake.fail_at = 0;
	while ((p = xs_payload_next(f->core, NULL))) {
		char name[XS_NAME_SIZE];

		strcpy(name, xs_payload_name(p));
		if (state_of(f, name) == XS_STATE_APPLIED)
			assert_int_equal(act(f->core, name, XS_ACTION_REVERT, 0), 0);
		assert_int_equal(act(f->core, name, XS_ACTION_UNLOAD, 0), 0);
	}
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
}

static void whichever_host_call_fails_nothing_is_half_done(void **state)
{
	struct fixture *f = *state;
	unsigned int n, begin, calls, live;

	begin = f->fake.calls;
	life_with_failures(f);
	calls = f->fake.calls - begin;
	assert_true(calls > 30);
	live = f->fake.live;
	for (n = 1; n <= calls; n++) {
		f->fake.fail_at = f->fake.calls + n;
		f->fake.log[0] = 0;
		life_with_failures(f);
		assert_int_equal(f->fake.live, live);
		assert_int_equal(f->fake.attached, 0);
	}
}

/* ---- the log ---------------------------------------------------------------------------------- */

static void logs_each_change_of_state_once(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), -XS_EINVAL);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	assert_string_equal(f->fake.log,
			    "p: loaded, 1 functions, text at 0xffff82d040600000\n"
			    "p: apply done, 5 bytes in 1 stores, 0 CPUs stopped for 7 ns\n"
			    "p: unload refused: unload needs a payload that is not applied; this "
			    "one is applied\n"
			    "p: revert done, 5 bytes in 1 stores, 0 CPUs stopped for 7 ns\n"
			    "p: unloaded\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(applies_a_jump_and_reverts_to_the_same_bytes),
		FIXTURE_TEST(writes_a_jump_that_straddles_two_blocks),
		FIXTURE_TEST(leaves_landing_pads_where_they_are),
		FIXTURE_TEST(nops_out_what_has_no_new_body),
		FIXTURE_TEST(refuses_nops_that_cut_a_jump_at_the_end),
		FIXTURE_TEST(replace_writes_only_what_differs),
		FIXTURE_TEST(stacked_patches_of_one_function_go_in_order),
		FIXTURE_TEST(walks_every_cell_of_state_and_action),
		FIXTURE_TEST(refuses_what_it_does_not_know),
		FIXTURE_TEST(takes_one_action_at_a_time),
		FIXTURE_TEST(refuses_while_a_stack_is_parked),
		FIXTURE_TEST(refuses_two_owners_of_one_function),
		FIXTURE_TEST(refuses_another_hosts_payload),
		FIXTURE_TEST(replace_leaves_only_the_host_to_stand_on),
		FIXTURE_TEST(does_not_undo_what_somebody_else_wrote),
		FIXTURE_TEST(looks_a_last_time_in_the_stop),
		FIXTURE_TEST(a_provider_in_use_stays),
		FIXTURE_TEST(a_payload_that_was_reverted_begins_anew),
		FIXTURE_TEST(whichever_host_call_fails_nothing_is_half_done),
		FIXTURE_TEST(logs_each_change_of_state_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
