// SPDX-License-Identifier: BSD-2-Clause
/* New per-CPU variables: core/percpu.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define WA (ELF_SHF_ALLOC | ELF_SHF_WRITE)

static unsigned int percpu_section(struct fixture *f, const char *name, uint64_t align, size_t len)
{
	return ew_section(&f->s.ew, name, ELF_SHT_NOBITS, WA, align, NULL, len);
}

/* A payload for @target with @len bytes of per-CPU variables, whose address is its first word of data. */
static void counting(struct fixture *f, uint8_t id, const char *target, uint64_t align, size_t len)
{
	unsigned int idx;

	sample_init(&f->s, id);
	sample_func(&f->s, target, 0, 64);
	idx = percpu_section(f, XS_SEC_PERCPU, align, len);
	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64,
		 ew_symbol(&f->s.ew, "counter", ELF_STB_GLOBAL, ELF_STT_OBJECT, idx, 0, len), 0);
}

static void load(struct fixture *f, const char *name, uint8_t id, const char *target,
		 uint64_t align, size_t len)
{
	counting(f, id, target, align, len);
	assert_int_equal(sample_upload(&f->s, f->core, name), 0);
}

static uint64_t data_word(const struct fixture *f, const char *name, unsigned int off)
{
	const struct xs_tables *t = xs_payload_tables(payload_by_name(f->core, name));
	uint64_t word;

	/* In front of it in the writable span lies the one function record. */
	memcpy(&word, (const uint8_t *)t->data.mem + sizeof(struct xs_func) + off, sizeof(word));
	return word;
}

static size_t place_of(const struct fixture *f, const char *name)
{
	return data_word(f, name, 0) - FAKE_PERCPU;
}

/* On every CPU, [@from, @to) of the reserve is @byte. */
static void reserve_is(const struct fixture *f, size_t from, size_t to, uint8_t byte)
{
	unsigned int cpu;

	for (cpu = 0; cpu < 2; cpu++)
		for (; from < to; from++)
			assert_int_equal(f->fake.percpu[cpu][from], byte);
}

static void counted(struct fixture *f)
{
	memset(f->fake.percpu, 7, sizeof(f->fake.percpu));
}

static void unload(struct fixture *f, const char *name)
{
	assert_int_equal(act(f->core, name, XS_ACTION_UNLOAD, 0), 0);
}

static void they_lie_in_the_reserve_and_begin_as_zero(void **state)
{
	struct fixture *f = *state;
	uint64_t start, size;
	const char *who;

	load(f, "p", 1, "func_a", 8, 24);
	assert_int_equal(place_of(f, "p"), 0);
	reserve_is(f, 0, 24, 0);
	reserve_is(f, 24, FAKE_PERCPU_LEN, 0xcc);
	/* They are not the payload's own memory, for faults and backtraces. */
	assert_null(xs_symbol_at(f->core, FAKE_PERCPU, &start, &size, &who));
	assert_null(xs_symbol_at(f->core, body_va(f, "p", 0), &start, &size, &who));
}

static void sections_of_every_name_are_laid_out_by_alignment(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = &f->s.ew;
	unsigned int first, second, idx;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	first = percpu_section(f, XS_SEC_PERCPU, 0, 3);
	second = percpu_section(f, ".bss.percpu.read_mostly", 64, 8);
	idx = ew_symbol(ew, "first", ELF_STB_GLOBAL, ELF_STT_OBJECT, first, 1, 2);
	ew_reloc(ew, f->s.data, 0, ELF_R_X86_64_64, idx, 0);
	idx = ew_symbol(ew, "second", ELF_STB_GLOBAL, ELF_STT_OBJECT, second, 0, 8);
	ew_reloc(ew, f->s.data, 8, ELF_R_X86_64_64, idx, 4);
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	assert_int_equal(data_word(f, "p", 0), FAKE_PERCPU + 1);
	assert_int_equal(data_word(f, "p", 8), FAKE_PERCPU + 64 + 4);
	reserve_is(f, 0, 72, 0);
	reserve_is(f, 72, FAKE_PERCPU_LEN, 0xcc);
}

static void payloads_share_the_reserve(void **state)
{
	struct fixture *f = *state;

	load(f, "p", 1, "func_a", 8, 100);
	load(f, "q", 2, "func_b", 64, 64);
	load(f, "r", 3, "func_c", 1, 28);
	load(f, "s", 4, "func_endbr", 8, 64);
	assert_int_equal(place_of(f, "p"), 0);
	assert_int_equal(place_of(f, "q"), 128);
	assert_int_equal(place_of(f, "r"), 100);
	assert_int_equal(place_of(f, "s"), 192);
	/* What goes makes room, and disturbs nobody. */
	counted(f);
	unload(f, "q");
	load(f, "q", 2, "func_b", 8, 60);
	assert_int_equal(place_of(f, "q"), 128);
	reserve_is(f, 128, 188, 0);
	reserve_is(f, 0, 128, 7);
	reserve_is(f, 188, FAKE_PERCPU_LEN, 7);
}

static void refuses_more_than_there_is_room_for(void **state)
{
	struct fixture *f = *state;

	load(f, "p", 1, "func_a", 8, 100);
	counted(f);
	counting(f, 2, "func_b", 8, 160);
	assert_int_equal(sample_upload(&f->s, f->core, "q"), -XS_ENOSPC);
	assert_string_equal(reason_of(f->core, "q"),
			    "no room for its per-CPU variables (.bss.percpu): they have 160 bytes; "
			    "of the host's reserve of 256, loaded payloads hold 100");
	assert_int_equal(xs_payload_count(f->core), 1);
	reserve_is(f, 0, FAKE_PERCPU_LEN, 7);
	unload(f, "p");
	load(f, "q", 2, "func_b", 8, 160);
	assert_int_equal(place_of(f, "q"), 0);
}

static void refuses_what_no_reserve_could_hold(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	counting(f, 1, "func_a", 8, FAKE_PERCPU_LEN + 1);
	upload_refused(f, XS_ENOSPC, "they have 257 bytes");
	counting(f, 1, "func_a", 8, XS_PAYLOAD_MAX_LEN);
	for (i = 0; i < 40; i++)
		percpu_section(f, ".bss.percpu.more", 64, XS_PAYLOAD_MAX_LEN);
	upload_refused(f, XS_ENOSPC, "they have 85983232 bytes");
	load(f, "p", 1, "func_a", 8, FAKE_PERCPU_LEN);
	reserve_is(f, 0, FAKE_PERCPU_LEN, 0);
}

static void refuses_more_alignment_than_the_reserve_has(void **state)
{
	struct fixture *f = *state;

	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	percpu_section(f, ".bss.percpu.page_aligned", 4096, 8);
	upload_refused(
		f, XS_EOPNOTSUPP,
		"section .bss.percpu.page_aligned wants alignment 0x1000; the host's reserve "
		"for per-CPU variables has 0x40");
}

static bool no_reserve(void *ctx, struct xs_reserve *out)
{
	return false;
}

static void refuses_them_where_there_is_no_reserve(void **state)
{
	struct fixture *f = *state;
	const char *why =
		"section .bss.percpu holds per-CPU variables, for which this host keeps no reserve";

	f->fake.host.percpu_reserve = no_reserve;
	counting(f, 1, "func_a", 8, 8);
	upload_refused(f, XS_EOPNOTSUPP, why);
	f->fake.host.percpu_reserve = NULL;
	counting(f, 1, "func_a", 8, 8);
	upload_refused(f, XS_EOPNOTSUPP, why);
}

static void refuses_while_cpus_come_or_go(void **state)
{
	struct fixture *f = *state;
	const char *why =
		"its per-CPU variables could not be zeroed, as CPUs come or go; try again";

	f->fake.hotplug = true;
	counting(f, 1, "func_a", 8, 8);
	upload_refused(f, XS_EBUSY, why);
	f->fake.hotplug = false;
	load(f, "p", 1, "func_a", 8, 8);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	f->fake.hotplug = true;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), -XS_EBUSY);
	assert_string_equal(reason_of(f->core, "p"), why);
	assert_int_equal(state_of(f, "p"), XS_STATE_LOADED);
	f->fake.hotplug = false;
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

static void they_begin_anew_with_every_apply(void **state)
{
	struct fixture *f = *state;

	load(f, "p", 1, "func_a", 8, 24);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	counted(f);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	reserve_is(f, 0, FAKE_PERCPU_LEN, 7);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	reserve_is(f, 0, 24, 0);
	reserve_is(f, 24, FAKE_PERCPU_LEN, 7);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

/* A payload that uses the counter of whoever has it. */
static int load_user(struct fixture *f, const char *name, uint8_t id, uint8_t depends)
{
	sample_init(&f->s, id);
	sample_func(&f->s, "func_b", 0, 64);
	sample_depends(&f->s, depends);
	ew_reloc(
		&f->s.ew, f->s.data, 0, ELF_R_X86_64_64,
		ew_symbol(&f->s.ew, "counter", ELF_STB_GLOBAL, ELF_STT_NOTYPE, ELF_SHN_UNDEF, 0, 0),
		0);
	return sample_upload(&f->s, f->core, name);
}

static void a_payload_on_top_finds_them(void **state)
{
	struct fixture *f = *state;

	load(f, "other", 9, "func_c", 8, 40);
	load(f, "p", 1, "func_a", 8, 24);
	assert_int_equal(load_user(f, "q", 2, 1), 0);
	assert_int_equal(data_word(f, "q", 0), FAKE_PERCPU + 40);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	counted(f);
	/* They are its user's too: neither renewed nor given away as long as there is one. */
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	reserve_is(f, 0, FAKE_PERCPU_LEN, 7);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), -XS_EBUSY);
	unload(f, "q");
	unload(f, "p");
}

static void those_of_a_replaced_payload_stay_until_it_is_unloaded(void **state)
{
	struct fixture *f = *state;

	load(f, "p", 1, "func_a", 8, 100);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	counted(f);
	load(f, "q", 2, "func_a", 8, 100);
	assert_int_equal(place_of(f, "q"), 104);
	assert_int_equal(act(f->core, "q", XS_ACTION_REPLACE, 0), 0);
	reserve_is(f, 0, 104, 7);
	reserve_is(f, 104, 204, 0);
	counting(f, 3, "func_b", 8, 100);
	assert_int_equal(sample_upload(&f->s, f->core, "r"), -XS_ENOSPC);
	unload(f, "p");
	load(f, "r", 3, "func_b", 8, 100);
	assert_int_equal(place_of(f, "r"), 0);
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
}

static void an_upload_that_fails_later_keeps_none(void **state)
{
	struct fixture *f = *state;
	unsigned int n;
	int err = -1;

	for (n = 1; err; n++) {
		counting(f, 1, "func_a", 8, FAKE_PERCPU_LEN);
		f->fake.fail_at = f->fake.calls + n;
		err = sample_upload(&f->s, f->core, "p");
		f->fake.fail_at = 0;
	}
	assert_true(n > 5);
	assert_int_equal(place_of(f, "p"), 0);
}

int main(void)
{
#define PERCPU(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		PERCPU(they_lie_in_the_reserve_and_begin_as_zero),
		PERCPU(sections_of_every_name_are_laid_out_by_alignment),
		PERCPU(payloads_share_the_reserve),
		PERCPU(refuses_more_than_there_is_room_for),
		PERCPU(refuses_what_no_reserve_could_hold),
		PERCPU(refuses_more_alignment_than_the_reserve_has),
		PERCPU(refuses_them_where_there_is_no_reserve),
		PERCPU(refuses_while_cpus_come_or_go),
		PERCPU(they_begin_anew_with_every_apply),
		PERCPU(a_payload_on_top_finds_them),
		PERCPU(those_of_a_replaced_payload_stay_until_it_is_unloaded),
		PERCPU(an_upload_that_fails_later_keeps_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
