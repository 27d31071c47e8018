// SPDX-License-Identifier: BSD-2-Clause
/* Life of a payload: core/action.c, core/work.c, core/plan.c against a host of made-up bytes. */
#include "sample.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
	struct fake fake;
	struct xs_core *core;
	uint8_t *before;
	struct sample s;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	fake_init(&f->fake);
	f->before = fake_bytes(&f->fake);
	assert_int_equal(xs_core_new(&f->fake.host, &f->fake, &f->core), 0);
	*state = f;
	return 0;
}

/* Whatever a test did: in the end the image is as it was and nothing is left behind. */
static int teardown(void **state)
{
	struct fixture *f = *state;

	xs_core_free(f->core);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	fake_fini(&f->fake);
	free(f->before);
	free(f);
	return 0;
}

static void upload_one(struct fixture *f, const char *name, uint8_t id, const char *target,
		       int body)
{
	sample_init(&f->s, id);
	sample_func(&f->s, target, body, 64);
	assert_int_equal(sample_upload(&f->s, f->core, name), 0);
}

static const uint8_t *at(const struct fixture *f, uint64_t va)
{
	return f->fake.image + (va - FAKE_BASE);
}

static void assert_jump(const struct fixture *f, uint64_t va, const char *name, unsigned int body)
{
	uint64_t text = xs_payload_tables(payload_by_name(f->core, name))->text.va;
	int32_t disp;

	assert_int_equal(at(f, va)[0], 0xe9);
	memcpy(&disp, at(f, va) + 1, 4);
	assert_int_equal(va + 5 + (uint64_t)(int64_t)disp, text + BODY(body));
}

static uint32_t state_of(const struct fixture *f, const char *name)
{
	struct xs_status status;

	assert_int_equal(xs_get(f->core, name, &status), 0);
	return status.state;
}

static void applies_a_jump_and_reverts_to_the_same_bytes(void **state)
{
	struct fixture *f = *state;

	upload_one(f, "p", 1, "func_a", 1);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), 0);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_jump(f, FAKE_TEXT, "p", 1);
	assert_memory_equal(at(f, FAKE_TEXT + 5), f->before + 0x1005, 64);
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
		assert_memory_equal(at(f, pads[i].va), f->before + (pads[i].va - FAKE_BASE), 4);
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
	assert_memory_equal(at(f, FAKE_TEXT), "\x66\x0f\x1f\x84\0\0\0\0\0\x66\x90", 11);
	assert_memory_equal(at(f, FAKE_TEXT + 11), f->before + 0x100b, 16);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	for (i = 0; i < 11; i++)
		assert_int_equal(at(f, FAKE_TEXT)[i], f->before[0x1000 + i]);
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
	assert_memory_equal(at(f, FAKE_TEXT + 0x100), f->before + 0x1100, 64);
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

int main(void)
{
#define LIFE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		LIFE(applies_a_jump_and_reverts_to_the_same_bytes),
		LIFE(writes_a_jump_that_straddles_two_blocks),
		LIFE(leaves_landing_pads_where_they_are),
		LIFE(nops_out_what_has_no_new_body),
		LIFE(replace_writes_only_what_differs),
		LIFE(stacked_patches_of_one_function_go_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
