// SPDX-License-Identifier: BSD-2-Clause
/* Addresses of new functions that a payload leaves in the host: core/pointers.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

/* A payload for func_a whose new function "callback" is body 2; returns the list's section. */
static unsigned int pointing(struct fixture *f, unsigned int count)
{
	struct ew *ew = &f->s.ew;
	uint32_t symbols[2];
	unsigned int idx;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	symbols[0] = sample_symbol(&f->s, "callback", 2);
	symbols[1] = sample_symbol(&f->s, "other", 3);
	idx = ew_section(ew, ".xs.pointers", XS_SHT_POINTERS, 0, 4, symbols,
			 count * sizeof(*symbols));
	return idx;
}

/* The file's symbol table is known once it is laid out. */
static void finish(struct fixture *f, unsigned int idx)
{
	sample_finish(&f->s);
	ew_file_section(&f->s.ew, idx)->link = f->s.ew.symtab_idx;
}

static int upload(struct fixture *f, const char *name)
{
	int rc = xs_upload(f->core, name, f->s.ew.file, f->s.ew.len);

	sample_free(&f->s);
	return rc;
}

static void upload_pointing(struct fixture *f, const char *name, unsigned int count,
			    const char *hook)
{
	unsigned int idx = pointing(f, count);

	if (hook)
		sample_hook(&f->s, hook, 1);
	finish(f, idx);
	assert_int_equal(upload(f, name), 0);
}

static void what_never_ran_is_unloaded_freely(void **state)
{
	struct fixture *f = *state;

	upload_pointing(f, "p", 1, NULL);
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	/* An APPLY that came to nothing before any of its code ran counts as little. */
	upload_pointing(f, "p", 1, NULL);
	f->fake.parked = "vCPU d1v0 is parked";
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EBUSY);
	f->fake.parked = NULL;
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
}

static void what_was_applied_stays(void **state)
{
	struct fixture *f = *state;

	upload_pointing(f, "p", 1, NULL);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), -XS_EBUSY);
	assert_string_equal(reason_of(f->core, "p"),
			    "the host may still hold the address of its function callback, and it "
			    "has no unload hook to take it back; it stays loaded");
	assert_int_equal(state_of(f, "p"), XS_STATE_LOADED);
	/* It is as good as before: applied and reverted again. */
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

static void what_was_replaced_stays_too(void **state)
{
	struct fixture *f = *state;

	upload_pointing(f, "p", 2, NULL);
	upload_one(f, "q", 2, "func_b", 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REPLACE, 0), 0);
	assert_int_equal(act(f->core, "q", XS_ACTION_REPLACE, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), -XS_EBUSY);
	assert_non_null(strstr(reason_of(f->core, "p"), "callback and of others"));
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "q", XS_ACTION_UNLOAD, 0), 0);
}

static void what_a_pre_hook_may_have_stored_stays(void **state)
{
	struct fixture *f = *state;

	upload_pointing(f, "p", 1, XS_SEC_HOOKS_PREAPPLY);
	f->fake.hook_rc = -XS_EPERM;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EPERM);
	f->fake.hook_rc = 0;
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), -XS_EBUSY);
}

static void an_unload_hook_takes_them_back(void **state)
{
	struct fixture *f = *state;

	upload_pointing(f, "p", 1, XS_SEC_HOOKS_UNLOAD);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
}

/* ---- hostile lists ---------------------------------------------------------------------------- */

static void assert_refused(struct fixture *f, const char *text)
{
	assert_int_equal(upload(f, "p"), -XS_EINVAL);
	if (!strstr(reason_of(f->core, "p"), text))
		fail_msg("\"%s\" does not say \"%s\"", reason_of(f->core, "p"), text);
	assert_int_equal(xs_payload_count(f->core), 0);
}

static void refuses_a_list_that_is_none(void **state)
{
	struct fixture *f = *state;
	unsigned int idx = pointing(f, 1);

	finish(f, idx);
	ew_file_section(&f->s.ew, idx)->size = 3;
	assert_refused(f, "malformed list of stored pointers (3 bytes");
	idx = pointing(f, 1);
	finish(f, idx);
	ew_file_section(&f->s.ew, idx)->link = f->s.ew.strtab_idx;
	assert_refused(f, "malformed list of stored pointers");
	idx = pointing(f, 1);
	finish(f, idx);
	ew_file_section(&f->s.ew, f->s.strings)->type = XS_SHT_POINTERS;
	assert_refused(f, "two sections hold stored pointers");
}

static void refuses_symbols_that_are_no_function(void **state)
{
	static const uint32_t hostile[] = {0, 0xffffffff, 1000};
	struct fixture *f = *state;
	unsigned int i, idx;

	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		idx = pointing(f, 1);
		finish(f, idx);
		memcpy(ew_file_data(&f->s.ew, idx), &hostile[i], sizeof(hostile[i]));
		assert_refused(f, "is no function of the payload");
	}
	idx = pointing(f, 1);
	finish(f, idx);
	memcpy(ew_file_data(&f->s.ew, idx), &f->s.data_sym, sizeof(f->s.data_sym));
	assert_refused(f, "is no function of the payload");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(what_never_ran_is_unloaded_freely),
		FIXTURE_TEST(what_was_applied_stays),
		FIXTURE_TEST(what_was_replaced_stays_too),
		FIXTURE_TEST(what_a_pre_hook_may_have_stored_stays),
		FIXTURE_TEST(an_unload_hook_takes_them_back),
		FIXTURE_TEST(refuses_a_list_that_is_none),
		FIXTURE_TEST(refuses_symbols_that_are_no_function),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
