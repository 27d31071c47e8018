// SPDX-License-Identifier: BSD-2-Clause
/* Function records and where they may point: core/funcs.c, core/verify.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* A payload without functions yet. */
static int setup(void **state)
{
	struct fixture *f;

	fixture_setup(state);
	f = *state;
	sample_init(&f->s, 1);
	return 0;
}

/* ---- records ---------------------------------------------------------------------------------- */

static void refuses_an_unknown_record_version(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64)->version = 3;
	upload_refused(f, XS_EOPNOTSUPP, "func_a has record version 3");
}

static void refuses_an_old_size_of_zero(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 0);
	upload_refused(f, XS_EINVAL, "old size 0");
}

static void refuses_a_new_size_of_zero(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64)->new_size = 0;
	upload_refused(f, XS_EINVAL, "new size 0");
}

static void refuses_bytes_in_the_reserved_part(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64)->opaque[38] = 1;
	upload_refused(f, XS_EINVAL, "reserved part");
}

static void refuses_more_nops_than_the_function_has_bytes(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", -1, 64)->new_size = 65;
	upload_refused(f, XS_EINVAL, "65 bytes of no-operations over 64");
}

static void refuses_nops_that_only_cover_a_landing_pad(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_endbr", -1, 64)->new_size = 3;
	upload_refused(f, XS_EINVAL, "leave nothing to do");
}

static void refuses_nops_that_cut_the_jump_to_the_return_thunk(void **state)
{
	struct fixture *f = *state;

	/* "All but the last byte", counted for a one-byte return. */
	sample_func(&f->s, "func_a", -1, 64)->new_size = 63;
	image_was(f, FAKE_TEXT + 59, "\xe9\0\x10\0\0", 5);
	upload_refused(f, XS_EINVAL, "returns by a jump in its last 5 bytes");
}

static void refuses_a_truncated_array(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64);
	f->s.ew.sections[f->s.funcs].header.size -= 4;
	upload_refused(f, XS_EINVAL, "records have 104");
}

static void refuses_a_name_outside_of_the_payload(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64)->name = 0;
	f->s.ew.sections[f->s.funcs].relocs[0].addend = 1 << 20;
	upload_refused(f, XS_EINVAL, "no string of the payload");
}

static void refuses_a_name_without_an_end(void **state)
{
	struct fixture *f = *state;
	struct ew_section *strings = &f->s.ew.sections[f->s.strings];

	sample_func(&f->s, "func_a", 0, 64);
	/* The strings fill their page to the last byte. */
	memset(strings->data, 'x', EW_DATA);
	strings->header.size = EW_DATA;
	f->s.ew.sections[f->s.id].header.flags = 0;
	f->s.ew.sections[f->s.depends].header.flags = 0;
	f->s.ew.sections[f->s.host_depends].header.flags = 0;
	upload_refused(f, XS_EINVAL, "no string of the payload");
}

static void refuses_a_record_with_neither_name_nor_address(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64);
	f->s.ew.sections[f->s.funcs].relocs[0].info = ELF_R_X86_64_NONE;
	upload_refused(f, XS_EINVAL, "neither a name nor an address");
}

static void refuses_a_function_that_nobody_has(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "no_such", 0, 64);
	upload_refused(f, XS_ENOENT, "function no_such is neither");
}

static void refuses_a_function_that_is_there_twice(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "twice", 0, 16);
	upload_refused(f, XS_ENOTUNIQ, "more than once");
}

static void refuses_two_records_over_the_same_bytes(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64);
	sample_func(&f->s, "func_a", 1, 64);
	upload_refused(f, XS_EINVAL, "overlap");
}

/* ---- where ------------------------------------------------------------------------------------ */

static void refuses_code_that_is_gone_after_boot(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "init_func", 0, 64);
	upload_refused(f, XS_EACCES, "init_func at");
}

static void refuses_entry_code(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "entry_func", 0, 64);
	upload_refused(f, XS_EACCES, "entry code");
}

static void refuses_writable_data(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "data_x", 0, 64);
	upload_refused(f, XS_EACCES, "writable data");
}

static void refuses_a_jump_in_read_only_data(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "ro_x", 0, 64);
	upload_refused(f, XS_EINVAL, "read-only data, not code");
}

static void refuses_what_is_outside_of_the_image(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "far_func", 0, 64);
	upload_refused(f, XS_EINVAL, "not in the host's image");
}

static void refuses_a_function_that_ends_outside_of_the_text(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, FAKE_RODATA - FAKE_TEXT + 1);
	upload_refused(f, XS_EINVAL, "not in the host's image");
}

static void refuses_what_may_never_be_patched_by_its_name(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "arch/x86/nmi.c#nmi_watchdog_tick", 0, 64);
	upload_refused(f, XS_EACCES, "nmi_watchdog_tick may never be patched");
}

static void refuses_what_may_never_be_patched_under_a_false_name(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "harmless", 0, 64)->old_addr = FAKE_TEXT + 0x700;
	upload_refused(f, XS_EACCES, "nmi_watchdog_tick may never be patched");
}

static void refuses_a_function_too_short_for_a_jump(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_tiny", 0, 4);
	upload_refused(f, XS_EINVAL, "func_tiny has 4 bytes, a jump needs 5");
}

static void counts_the_landing_pad_when_it_measures(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_endbr", 0, 8);
	upload_refused(f, XS_EINVAL, "a jump needs 9");
}

static void refuses_a_body_that_ends_outside_of_the_payload(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 3, 64)->new_size = 4096;
	upload_refused(f, XS_EINVAL, "not in the payload's text");
}

static void refuses_a_body_in_the_image(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", -1, 64)->new_addr = FAKE_TEXT + 0x103;
	upload_refused(f, XS_EINVAL, "not in the payload's text");
}

/* ---- expectations ----------------------------------------------------------------------------- */

static void refuses_an_expectation_longer_than_the_function(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 20)->expect = 1 | 21 << 1;
	upload_refused(f, XS_EINVAL, "of 20 bytes expects 21");
}

static void refuses_unknown_expectation_bits(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 0, 64)->expect = 0x40;
	upload_refused(f, XS_EINVAL, "unknown expectation bits 0x40");
}

static void check_compares_what_is_expected(void **state)
{
	struct fixture *f = *state;
	struct xs_func *func = sample_func(&f->s, "func_a", 0, 64);

	func->expect = 1 | 6 << 1;
	memcpy(func->expect_data, f->fake.image + 0x1000, 6);
	assert_int_equal(sample_upload(&f->s, f->core, "good"), 0);
	assert_int_equal(act(f->core, "good", XS_ACTION_CHECK, 0), 0);
	sample_init(&f->s, 2);
	func = sample_func(&f->s, "func_a", 0, 64);
	func->expect = 1 | 6 << 1;
	memcpy(func->expect_data, f->fake.image + 0x1000, 6);
	func->expect_data[5] ^= 1;
	assert_int_equal(sample_upload(&f->s, f->core, "bad"), 0);
	assert_int_equal(act(f->core, "bad", XS_ACTION_CHECK, 0), -XS_EINVAL);
	assert_non_null(strstr(reason_of(f->core, "bad"), "func_a+0x5 holds byte"));
	assert_int_equal(act(f->core, "bad", XS_ACTION_APPLY, 0), -XS_EINVAL);
}

static void an_expected_landing_pad_may_be_poisoned(void **state)
{
	struct fixture *f = *state;
	struct xs_func *func = sample_func(&f->s, "func_poison", 0, 64);

	func->expect = 1 | 8 << 1;
	memcpy(func->expect_data, f->fake.image + 0x1500, 8);
	memcpy(func->expect_data, "\xf3\x0f\x1e\xfa", 4);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), 0);
}

/* ---- the extension ---------------------------------------------------------------------------- */

static unsigned int extend(struct fixture *f, const struct xs_patch_record *record,
			   const void *expect, size_t len)
{
	struct ew *ew = &f->s.ew;
	unsigned int e = ew_section(ew, ".xs.expect", XS_SHT_EXPECT, 0, 1, expect, len);
	unsigned int p =
		ew_section(ew, ".xs.patches", XS_SHT_PATCHES, 0, 4, record, sizeof(*record));

	ew->sections[p].header.link = e;
	ew->sections[p].header.info = f->s.funcs;
	return p;
}

static void patches_text_in_place(void **state)
{
	const struct xs_patch_record record = {.kind = XS_PATCH_INPLACE_TEXT};
	struct fixture *f = *state;
	uint8_t *before = fake_bytes(&f->fake);
	struct ew *ew = &f->s.ew;
	int32_t disp;

	/* A body of four bytes would be a jump too short: here six, with a call's displacement. */
	sample_func(&f->s, "func_b", 1, 8)->new_size = 6;
	ew->sections[f->s.text].data[BODY(1)] = 0xe8;
	ew_reloc(ew, f->s.text, BODY(1) + 1, ELF_R_X86_64_PC32, f->s.text_sym, BODY(2) - 4);
	extend(f, &record, NULL, 0);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(f->fake.image[0x1103], 0xe8);
	/* Counted from where the call runs now. */
	memcpy(&disp, f->fake.image + 0x1104, 4);
	assert_int_equal(FAKE_TEXT + 0x103 + 5 + (uint64_t)(int64_t)disp,
			 xs_payload_tables(payload_by_name(f->core, "p"))->text.va + BODY(2));
	assert_memory_equal(f->fake.image + 0x1109, "\x66\x90", 2);
	assert_memory_equal(f->fake.image + 0x110b, before + 0x110b, 8);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_memory_equal(f->fake.image, before, FAKE_IMAGE_LEN);
	free(before);
}

static void patches_read_only_data_in_place(void **state)
{
	const struct xs_patch_record record = {.kind = XS_PATCH_INPLACE_RODATA};
	struct fixture *f = *state;
	uint8_t *before = fake_bytes(&f->fake);

	sample_func(&f->s, "ro_x", 2, 64);
	extend(f, &record, NULL, 0);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(f->fake.image[0x40000], 0x61);
	assert_int_equal(f->fake.image[0x4003f], 0x61);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_memory_equal(f->fake.image, before, FAKE_IMAGE_LEN);
	free(before);
}

static void refuses_an_in_place_body_that_is_longer(void **state)
{
	const struct xs_patch_record record = {.kind = XS_PATCH_INPLACE_TEXT};
	struct fixture *f = *state;

	sample_func(&f->s, "func_tiny", 1, 4);
	extend(f, &record, NULL, 0);
	upload_refused(f, XS_EINVAL, "does not fit in place");
}

static void refuses_an_in_place_body_that_runs_into_its_neighbour(void **state)
{
	const struct xs_patch_record record = {.kind = XS_PATCH_INPLACE_TEXT};
	struct fixture *f = *state;

	sample_func(&f->s, "func_tiny", 1, 5)->new_size = 5;
	extend(f, &record, NULL, 0);
	upload_refused(f, XS_EINVAL, "func_tiny is said to have 5 bytes; in the host it has 4");
}

static void refuses_data_in_place_of_another_size(void **state)
{
	const struct xs_patch_record record = {.kind = XS_PATCH_INPLACE_RODATA};
	struct fixture *f = *state;

	sample_func(&f->s, "ro_x", 1, 32);
	extend(f, &record, NULL, 0);
	upload_refused(f, XS_EINVAL, "keeps its size");
}

static void refuses_an_unknown_patch_kind(void **state)
{
	const struct xs_patch_record record = {.kind = 3};
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 1, 64);
	extend(f, &record, NULL, 0);
	upload_refused(f, XS_EOPNOTSUPP, "unknown patch kind 3");
}

static void refuses_a_record_of_no_function(void **state)
{
	const struct xs_patch_record record = {.func_idx = 1};
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 1, 64);
	extend(f, &record, NULL, 0);
	upload_refused(f, XS_EINVAL, "speaks of function 1 of 1");
}

static void refuses_an_expectation_past_its_section(void **state)
{
	const struct xs_patch_record record = {.expect_off = 8, .expect_len = 8};
	struct fixture *f = *state;
	uint8_t bytes[23] = {0};

	sample_func(&f->s, "func_a", 1, 64);
	extend(f, &record, bytes, sizeof(bytes));
	upload_refused(f, XS_EINVAL, "outside of what the payload has");
}

static void refuses_a_payload_whose_needed_records_are_missing(void **state)
{
	struct fixture *f = *state;

	sample_func(&f->s, "func_a", 1, 64)->version = XS_FUNC_VERSION_XSPLICE;
	upload_refused(f, XS_EINVAL, "needs patch records");
}

static void whole_function_expectations_have_a_mask(void **state)
{
	const struct xs_patch_record record = {.expect_len = 32};
	struct fixture *f = *state;
	uint8_t bytes[64];

	sample_func(&f->s, "func_a", 1, 64);
	memcpy(bytes, f->fake.image + 0x1000, 32);
	memset(bytes + 32, 0xff, 32);
	bytes[30] ^= 0xff; /* rewritten at boot */
	bytes[32 + 30] = 0;
	extend(f, &record, bytes, sizeof(bytes));
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), 0);
	image_was(f, FAKE_TEXT + 31, "\xcc", 1);
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), -XS_EINVAL);
	assert_non_null(strstr(reason_of(f->core, "p"), "func_a+0x1f"));
}

int main(void)
{
#define FUNC(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		FUNC(refuses_an_unknown_record_version),
		FUNC(refuses_an_old_size_of_zero),
		FUNC(refuses_a_new_size_of_zero),
		FUNC(refuses_bytes_in_the_reserved_part),
		FUNC(refuses_more_nops_than_the_function_has_bytes),
		FUNC(refuses_nops_that_only_cover_a_landing_pad),
		FUNC(refuses_nops_that_cut_the_jump_to_the_return_thunk),
		FUNC(refuses_a_truncated_array),
		FUNC(refuses_a_name_outside_of_the_payload),
		FUNC(refuses_a_name_without_an_end),
		FUNC(refuses_a_record_with_neither_name_nor_address),
		FUNC(refuses_a_function_that_nobody_has),
		FUNC(refuses_a_function_that_is_there_twice),
		FUNC(refuses_two_records_over_the_same_bytes),
		FUNC(refuses_code_that_is_gone_after_boot),
		FUNC(refuses_entry_code),
		FUNC(refuses_writable_data),
		FUNC(refuses_a_jump_in_read_only_data),
		FUNC(refuses_what_is_outside_of_the_image),
		FUNC(refuses_a_function_that_ends_outside_of_the_text),
		FUNC(refuses_what_may_never_be_patched_by_its_name),
		FUNC(refuses_what_may_never_be_patched_under_a_false_name),
		FUNC(refuses_a_function_too_short_for_a_jump),
		FUNC(counts_the_landing_pad_when_it_measures),
		FUNC(refuses_a_body_that_ends_outside_of_the_payload),
		FUNC(refuses_a_body_in_the_image),
		FUNC(refuses_an_expectation_longer_than_the_function),
		FUNC(refuses_unknown_expectation_bits),
		FUNC(check_compares_what_is_expected),
		FUNC(an_expected_landing_pad_may_be_poisoned),
		FUNC(patches_text_in_place),
		FUNC(patches_read_only_data_in_place),
		FUNC(refuses_an_in_place_body_that_is_longer),
		FUNC(refuses_an_in_place_body_that_runs_into_its_neighbour),
		FUNC(refuses_data_in_place_of_another_size),
		FUNC(refuses_an_unknown_patch_kind),
		FUNC(refuses_a_record_of_no_function),
		FUNC(refuses_an_expectation_past_its_section),
		FUNC(refuses_a_payload_whose_needed_records_are_missing),
		FUNC(whole_function_expectations_have_a_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
