// SPDX-License-Identifier: BSD-2-Clause
/* The engine as a whole: its host table, the list, what INFO tells. core/control.c, registry.c, info.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void upload(struct fixture *f, const char *name, uint8_t id, const char *target)
{
	sample_init(&f->s, id);
	sample_func(&f->s, target, 0, 64);
	ew_section(&f->s.ew, XS_SEC_MODINFO, ELF_SHT_PROGBITS, 0, 1, "what=ever", 10);
	assert_int_equal(sample_upload(&f->s, f->core, name), 0);
}

#define WITHOUT(member)                                                                            \
	do {                                                                                       \
		struct xs_host host = f->fake.host;                                                \
                                                                                                   \
		memset(&host.member, 0, sizeof(host.member));                                      \
		assert_int_equal(xs_core_new(&host, &f->fake, &core), -XS_EINVAL);                 \
		assert_ptr_equal(core, &f->fake);                                                  \
	} while (0)

static void refuses_a_host_that_lacks_something(void **state)
{
	struct fixture *f = *state;
	/* Out-parameters are written on success only. */
	struct xs_core *core = (void *)&f->fake;

	WITHOUT(name);
	WITHOUT(alloc);
	WITHOUT(free);
	WITHOUT(text_reserve);
	WITHOUT(text_seal);
	WITHOUT(text_release);
	WITHOUT(page_size);
	WITHOUT(symbol_by_name);
	WITHOUT(symbol_by_addr);
	WITHOUT(percpu_reserve);
	WITHOUT(percpu_clear);
	WITHOUT(text_range);
	WITHOUT(text_read);
	WITHOUT(text_alias);
	WITHOUT(text_unalias);
	WITHOUT(cpu_present);
	WITHOUT(relax);
	WITHOUT(now);
	WITHOUT(sync_core);
	WITHOUT(call_void);
	WITHOUT(call_hook);
	WITHOUT(build_id);
	WITHOUT(log);
}

static void a_host_without_cpus_only_checks(void **state)
{
	struct fixture *f = *state;
	struct xs_host host = f->fake.host;

	xs_core_free(f->core);
	host.cpu_limit = NULL;
	host.text_alias = NULL;
	host.now = NULL;
	assert_int_equal(xs_core_new(&host, &f->fake, &f->core), 0);
	upload(f, "p", 1, "func_a");
	assert_int_equal(act(f->core, "p", XS_ACTION_CHECK, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EOPNOTSUPP);
	assert_string_equal(reason_of(f->core, "p"), "this host only checks: it has no CPUs");
	xs_core_free(f->core);
	f->core = NULL;
}

static void lists_payloads_in_the_order_of_upload(void **state)
{
	static const char *const names[] = {"b", "a", "c"}, *const left[] = {"b", "c"};
	struct fixture *f = *state;
	uint32_t version = xs_list_version(f->core), len;
	struct xs_payload *p = NULL;
	unsigned int i;

	upload(f, "b", 1, "func_a");
	upload(f, "a", 2, "func_b");
	upload(f, "c", 3, "func_c");
	assert_int_not_equal(xs_list_version(f->core), version);
	version = xs_list_version(f->core);
	for (i = 0; (p = xs_payload_next(f->core, p)); i++)
		assert_string_equal(xs_payload_name(p), names[i]);
	assert_int_equal(i, 3);
	assert_int_equal(act(f->core, "a", XS_ACTION_UNLOAD, 0), 0);
	assert_int_not_equal(xs_list_version(f->core), version);
	for (i = 0; (p = xs_payload_next(f->core, p)); i++)
		assert_string_equal(xs_payload_name(p), left[i]);
	assert_int_equal(i, 2);
	assert_int_equal(xs_payload_count(f->core), 2);
	assert_memory_equal(xs_payload_metadata(xs_payload_next(f->core, NULL), &len), "what=ever",
			    10);
	assert_int_equal(len, 10);
}

static void tells_what_the_host_is(void **state)
{
	struct fixture *f = *state;
	struct xs_info info;

	upload(f, "p", 1, "func_a");
	upload(f, "q", 2, "func_b");
	assert_int_equal(act(f->core, "q", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(xs_info(f->core, &info), 0);
	assert_int_equal(info.version, XS_INFO_VERSION);
	assert_int_equal(info.size, sizeof(info));
	assert_string_equal(info.host, "fake");
	assert_int_equal(info.build_id.len, 20);
	assert_int_equal(info.payloads, 2);
	assert_int_equal(info.applied, 1);
	assert_int_equal(info.stops, 1);
	assert_int_equal(info.stops_failed, 0);
	assert_string_equal(info.last_name, "q");
	assert_int_equal(info.last.action, XS_ACTION_APPLY);
	assert_int_equal(info.last.write_bytes, 5);
	assert_true(info.longest_stopped_ns == info.last.stopped_ns);
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
}

static void tells_what_a_payload_is(void **state)
{
	struct fixture *f = *state;
	struct xs_payload_info info;

	upload(f, "p", 1, "func_a");
	upload(f, "q", 2, "func_b");
	assert_int_equal(act(f->core, "q", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(xs_payload_info(f->core, "p", &info), 0);
	assert_int_equal(info.state, XS_STATE_APPLIED);
	assert_int_equal(info.rc, 0);
	assert_int_equal(info.build_id.bytes[0], 1);
	assert_int_equal(info.depends.bytes[19], 0xaa);
	assert_int_equal(info.funcs, 1);
	assert_int_equal(info.users, 0);
	assert_int_equal(info.apply_idx, 2);
	assert_int_equal(info.text_len, 4096);
	assert_true(info.rodata_va == info.text_va + 4096);
	assert_string_equal(info.reason, "");
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(xs_payload_info(f->core, "q", &info), 0);
	assert_int_equal(info.apply_idx, 0);
}

static void remembers_why_the_last_upload_was_refused(void **state)
{
	struct fixture *f = *state;
	struct xs_payload_info info;

	assert_int_equal(xs_payload_info(f->core, "p", &info), -XS_ENOENT);
	assert_int_equal(xs_payload_info(f->core, "", &info), -XS_ENOENT);
	sample_init(&f->s, 9);
	sample_func(&f->s, "no_such", 0, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), -XS_ENOENT);
	assert_int_equal(xs_payload_info(f->core, "p", &info), 0);
	assert_int_equal(info.state, 0);
	assert_int_equal(info.rc, -XS_ENOENT);
	assert_int_equal(info.build_id.bytes[3], 9);
	assert_non_null(strstr(info.reason, "no_such"));
	assert_int_equal(xs_payload_info(f->core, "q", &info), -XS_ENOENT);
	/* A good one of that name takes its place. */
	upload(f, "p", 1, "func_a");
	assert_int_equal(xs_payload_info(f->core, "p", &info), 0);
	assert_int_equal(info.state, XS_STATE_LOADED);
	assert_string_equal(info.reason, "");
}

static void names_have_their_limit(void **state)
{
	struct fixture *f = *state;
	char name[XS_NAME_SIZE + 1];

	memset(name, 'n', sizeof(name));
	name[XS_NAME_SIZE] = 0;
	assert_int_equal(xs_upload(f->core, name, "", 0), -XS_EINVAL);
	name[XS_NAME_SIZE - 1] = 0;
	upload(f, name, 1, "func_a");
	assert_int_equal(act(f->core, name, XS_ACTION_UNLOAD, 0), 0);
}

static int no_signature(void *ctx, const void *image, size_t len, struct xs_reason *why)
{
	return xs_refuse(why, XS_EPERM, "not signed");
}

static void an_unsigned_payload_goes_no_further(void **state)
{
	struct fixture *f = *state;

	f->fake.host.signature = no_signature;
	sample_init(&f->s, 1);
	sample_func(&f->s, "no_such", 0, 64);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), -XS_EPERM);
	assert_string_equal(reason_of(f->core, "p"), "not signed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(refuses_a_host_that_lacks_something),
		FIXTURE_TEST(a_host_without_cpus_only_checks),
		FIXTURE_TEST(lists_payloads_in_the_order_of_upload),
		FIXTURE_TEST(tells_what_the_host_is),
		FIXTURE_TEST(tells_what_a_payload_is),
		FIXTURE_TEST(remembers_why_the_last_upload_was_refused),
		FIXTURE_TEST(names_have_their_limit),
		FIXTURE_TEST(an_unsigned_payload_goes_no_further),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
