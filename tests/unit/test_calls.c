// SPDX-License-Identifier: BSD-2-Clause
/* Alternative calls through pointers that are gone after boot: core/calls.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define SITE (FAKE_TEXT + 0x123) /* in func_b, behind where a jump could be */
#define TARGET (FAKE_TEXT + 0x20d)
#define SLOT_OFF 16u

static const uint8_t trap[] = {0x0f, 0x0b, 0x0f, 0xff, 0xff, 0x90};
static const uint8_t through_pointer[] = {0xff, 0x15, 0, 0, 0x02, 0};

/* The host's call at @va, as boot left it, goes to @to. */
static void call_was(struct fixture *f, uint64_t va, uint64_t to)
{
	uint8_t code[] = {0xe8, 0, 0, 0, 0, 0x90};
	int32_t disp = (int32_t)(to - (va + 5));

	memcpy(code + 1, &disp, sizeof(disp));
	image_was(f, va, code, sizeof(code));
}

/* A payload for func_a with that list of calls; returns the list's section. */
static unsigned int calling(struct fixture *f, const struct xs_call_record *records,
			    unsigned int count)
{
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	return ew_section(&f->s.ew, ".xs.calls", XS_SHT_CALLS, 0, 8, records,
			  count * sizeof(*records));
}

static unsigned int slot_at(struct fixture *f, unsigned int section, unsigned int off)
{
	return ew_symbol(&f->s.ew, "slot", ELF_STB_GLOBAL, ELF_STT_OBJECT, (uint16_t)section, off,
			 0);
}

/* The file's symbol table is known once it is laid out. */
static void finish(struct fixture *f, unsigned int idx)
{
	sample_finish(&f->s);
	ew_file_section(&f->s.ew, idx)->link = f->s.ew.symtab_idx;
}

static int upload(struct fixture *f)
{
	int rc = xs_upload(f->core, "p", f->s.ew.file, f->s.ew.len);

	sample_free(&f->s);
	return rc;
}

static void assert_refused(struct fixture *f, int err, const char *text)
{
	assert_int_equal(upload(f), -err);
	if (!strstr(reason_of(f->core, "p"), text))
		fail_msg("\"%s\" does not say \"%s\"", reason_of(f->core, "p"), text);
	assert_null(payload_by_name(f->core, "p"));
}

/* One record, for a slot in the payload's data. */
static void one(struct fixture *f, uint64_t site)
{
	struct xs_call_record record = {.site = site};
	unsigned int idx;

	idx = calling(f, &record, 1);
	record.slot = slot_at(f, f->s.data, SLOT_OFF);
	finish(f, idx);
	memcpy(ew_file_data(&f->s.ew, idx), &record, sizeof(record));
}

static uint64_t slot_value(const struct fixture *f)
{
	const struct xs_tables *t = xs_payload_tables(payload_by_name(f->core, "p"));
	uint64_t value;

	/* In front of the data in the writable span lies the one function record. */
	memcpy(&value, (const uint8_t *)t->data.mem + sizeof(struct xs_func) + SLOT_OFF,
	       sizeof(value));
	return value;
}

static void a_slot_becomes_what_the_hosts_call_leads_to(void **state)
{
	struct fixture *f = *state;

	call_was(f, SITE, TARGET);
	one(f, SITE);
	assert_int_equal(upload(f), 0);
	assert_int_equal(slot_value(f), TARGET);
	assert_int_equal(act(f->core, "p", XS_ACTION_APPLY, 0), 0);
	assert_int_equal(slot_value(f), TARGET);
	assert_int_equal(act(f->core, "p", XS_ACTION_REVERT, 0), 0);
}

/* Xen's direct calls go past the endbr64 that its pointers point to, or past what boot made of it. */
static void a_slot_holds_the_function_with_its_landing_pad(void **state)
{
	struct fixture *f = *state;

	call_was(f, SITE, FAKE_TEXT + 0x404);
	one(f, SITE);
	assert_int_equal(upload(f), 0);
	assert_int_equal(slot_value(f), FAKE_TEXT + 0x400);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	call_was(f, SITE, FAKE_TEXT + 0x504);
	one(f, SITE);
	assert_int_equal(upload(f), 0);
	assert_int_equal(slot_value(f), FAKE_TEXT + 0x500);
}

static void a_slot_stays_empty_where_the_host_traps(void **state)
{
	struct fixture *f = *state;

	image_was(f, SITE, trap, sizeof(trap));
	one(f, SITE);
	assert_int_equal(upload(f), 0);
	assert_int_equal(slot_value(f), 0);
}

static void an_image_on_disk_has_its_calls_as_they_were_linked(void **state)
{
	struct fixture *f = *state;

	image_was(f, SITE, through_pointer, sizeof(through_pointer));
	one(f, SITE);
	assert_refused(f, XS_EINVAL, "is no call that boot made a direct one (ff 15 00 00 02 00)");
	f->fake.host.as_linked = true;
	one(f, SITE);
	assert_int_equal(upload(f), 0);
	assert_int_equal(slot_value(f), 0);
}

/* The slot in read-only data, and an alternative call that reads it. */
static void the_payloads_own_call_reads_its_slot(void **state)
{
	static const uint8_t entry[14] = {[8] = 93, [10] = 6, [11] = 5};
	struct fixture *f = *state;
	struct xs_call_record record = {.site = SITE};
	uint8_t *text;
	unsigned int idx, alt, slots;
	const struct xs_tables *t;
	uint64_t value;

	call_was(f, SITE, TARGET);
	idx = calling(f, &record, 1);
	slots = ew_section(&f->s.ew, ".rodata.slots", ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 8, NULL, 16);
	text = f->s.ew.sections[f->s.text].data;
	memcpy(text + BODY(0), "\xff\x15\0\0\0\0", 6);
	memcpy(text + BODY(3), "\xe8\xfb\xff\xff\xff", 5);
	alt = ew_section(&f->s.ew, XS_SEC_ALTERNATIVES, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 1, entry,
			 sizeof(entry));
	ew_reloc(&f->s.ew, alt, 0, ELF_R_X86_64_PC32, f->s.text_sym, BODY(0));
	ew_reloc(&f->s.ew, alt, 4, ELF_R_X86_64_PC32, f->s.text_sym, BODY(3));
	record.slot = slot_at(f, slots, 8);
	ew_reloc(&f->s.ew, f->s.text, BODY(0) + 2, ELF_R_X86_64_PC32, record.slot, -4);
	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, record.slot, 0);
	finish(f, idx);
	memcpy(ew_file_data(&f->s.ew, idx), &record, sizeof(record));
	assert_int_equal(upload(f), 0);
	t = xs_payload_tables(payload_by_name(f->core, "p"));
	memcpy(&value, (const uint8_t *)t->data.mem + sizeof(struct xs_func), sizeof(value));
	assert_in_range(value, t->rodata.va, t->rodata.va + t->rodata.len - 8);
	memcpy(&value, (const uint8_t *)t->rodata.mem + (value - t->rodata.va), sizeof(value));
	assert_int_equal(value, TARGET);
}

/* ---- what the host has there is no answer ----------------------------------------------------- */

static void refuses_a_site_that_is_no_call(void **state)
{
	static const uint8_t other[] = {0xe9, 1, 2, 3, 4, 5};
	struct fixture *f = *state;

	image_was(f, SITE, other, sizeof(other));
	one(f, SITE);
	assert_refused(f, XS_EINVAL,
		       "at 0xffff82d040201123 is no call that boot made a direct one (e9 01 02 03 "
		       "04 05)");
}

static void refuses_a_call_of_what_is_no_code(void **state)
{
	static const uint64_t hostile[] = {FAKE_DATA, FAKE_INIT, FAKE_ENTRY, FAKE_BASE - 1,
					   FAKE_END};
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		call_was(f, SITE, hostile[i]);
		one(f, SITE);
		assert_refused(f, XS_EINVAL, "which is no code of the host");
	}
	/* The first byte of the code has nothing in front that could be read. */
	call_was(f, SITE, FAKE_BASE);
	one(f, SITE);
	assert_int_equal(upload(f), 0);
	assert_int_equal(slot_value(f), FAKE_BASE);
}

static void refuses_a_site_outside_of_the_hosts_code(void **state)
{
	static const uint64_t hostile[] = {0,	      1,	 FAKE_RODATA - 5,
					   FAKE_DATA, FAKE_INIT, FAKE_ENTRY,
					   FAKE_END,  ~0ull,	 ~0ull - 5};
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		one(f, hostile[i]);
		assert_refused(f, XS_EINVAL, "is not in the host's code");
	}
}

static void refuses_a_site_that_a_payload_wrote_over(void **state)
{
	struct fixture *f = *state;

	call_was(f, FAKE_TEXT + 0x103, TARGET);
	call_was(f, FAKE_TEXT + 0x108, TARGET);
	upload_one(f, "q", 2, "func_b", 0);
	assert_int_equal(act(f->core, "q", XS_ACTION_APPLY, 0), 0);
	one(f, FAKE_TEXT + 0x103);
	assert_refused(f, XS_EBUSY, "the call at 0xffff82d040201103 was overwritten by q");
	/* Behind the jump all is as it was; and it is all as it was when the jump is gone. */
	one(f, FAKE_TEXT + 0x108);
	assert_int_equal(upload(f), 0);
	assert_int_equal(slot_value(f), TARGET);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(act(f->core, "q", XS_ACTION_REVERT, 0), 0);
	one(f, FAKE_TEXT + 0x103);
	assert_int_equal(upload(f), 0);
}

/* ---- hostile lists ---------------------------------------------------------------------------- */

static void refuses_a_list_that_is_none(void **state)
{
	struct fixture *f = *state;
	unsigned int idx;

	idx = calling(f, &(struct xs_call_record){0}, 1);
	finish(f, idx);
	ew_file_section(&f->s.ew, idx)->size = 12;
	assert_refused(f, XS_EINVAL, "malformed list of calls (12 bytes");
	idx = calling(f, &(struct xs_call_record){0}, 1);
	finish(f, idx);
	ew_file_section(&f->s.ew, idx)->link = f->s.ew.strtab_idx;
	assert_refused(f, XS_EINVAL, "malformed list of calls");
	idx = calling(f, &(struct xs_call_record){0}, 1);
	finish(f, idx);
	ew_file_section(&f->s.ew, f->s.strings)->type = XS_SHT_CALLS;
	assert_refused(f, XS_EINVAL, "two sections hold calls");
}

static void an_empty_list_is_none(void **state)
{
	struct fixture *f = *state;
	unsigned int idx = calling(f, NULL, 0);

	finish(f, idx);
	assert_int_equal(upload(f), 0);
}

static void slot_refused(struct fixture *f, const struct xs_call_record *record, unsigned int idx)
{
	finish(f, idx);
	memcpy(ew_file_data(&f->s.ew, idx), record, sizeof(*record));
	assert_refused(f, XS_EINVAL, "is no empty slot for a pointer in the payload's data");
}

static void refuses_symbols_that_are_no_slot(void **state)
{
	static const uint32_t hostile[] = {0, 0xffffffff, 1000};
	struct xs_call_record record = {.site = SITE};
	struct fixture *f = *state;
	unsigned int i, idx;

	call_was(f, SITE, TARGET);
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		idx = calling(f, &record, 1);
		record.slot = hostile[i];
		slot_refused(f, &record, idx);
	}
	idx = calling(f, &record, 1); /* the host's */
	record.slot =
		ew_symbol(&f->s.ew, "data_x", ELF_STB_GLOBAL, ELF_STT_NOTYPE, ELF_SHN_UNDEF, 0, 0);
	slot_refused(f, &record, idx);
	idx = calling(f, &record, 1); /* an address */
	record.slot = ew_symbol(&f->s.ew, "abs", ELF_STB_GLOBAL, ELF_STT_NOTYPE, ELF_SHN_ABS,
				FAKE_DATA, 0);
	slot_refused(f, &record, idx);
}

static void refuses_slots_that_are_no_place_for_a_pointer(void **state)
{
	struct xs_call_record record = {.site = SITE};
	struct fixture *f = *state;
	unsigned int idx;

	call_was(f, SITE, TARGET);
	idx = calling(f, &record, 1); /* misaligned */
	record.slot = slot_at(f, f->s.data, SLOT_OFF + 4);
	slot_refused(f, &record, idx);
	idx = calling(f, &record, 1); /* not all of it in its section */
	record.slot = slot_at(f, f->s.data, 64);
	slot_refused(f, &record, idx);
	idx = calling(f, &record, 1); /* code, zeroes or not */
	memset(f->s.ew.sections[f->s.text].data + BODY(2), 0, 8);
	record.slot = slot_at(f, f->s.text, BODY(2));
	slot_refused(f, &record, idx);
	idx = calling(f, &record, 1); /* in every CPU's area */
	record.slot = slot_at(f,
			      ew_section(&f->s.ew, XS_SEC_PERCPU, ELF_SHT_NOBITS,
					 ELF_SHF_ALLOC | ELF_SHF_WRITE, 8, NULL, 8),
			      0);
	slot_refused(f, &record, idx);
	idx = calling(f, &record, 1); /* not placed at all */
	record.slot =
		slot_at(f, ew_section(&f->s.ew, ".debug", ELF_SHT_PROGBITS, 0, 8, NULL, 8), 0);
	slot_refused(f, &record, idx);
}

static void refuses_slots_that_hold_something(void **state)
{
	struct xs_call_record record = {.site = SITE}, twice[2];
	struct fixture *f = *state;
	unsigned int idx;

	call_was(f, SITE, TARGET);
	idx = calling(f, &record, 1); /* a function record, whose name was filled in */
	record.slot = slot_at(f, f->s.funcs, 0);
	slot_refused(f, &record, idx);
	idx = calling(f, &record, 1); /* a hook */
	sample_hook(&f->s, XS_SEC_HOOKS_LOAD, 1);
	record.slot = slot_at(f, f->s.ew.section_count - 1, 0);
	slot_refused(f, &record, idx);
	idx = calling(f, &record, 1); /* a record that says more than there is to say */
	record.slot = slot_at(f, f->s.data, SLOT_OFF);
	record.zero = 1;
	slot_refused(f, &record, idx);
	twice[0] = twice[1] = record;
	idx = calling(f, twice, 2); /* another pointer */
	twice[0].zero = twice[1].zero = 0;
	twice[0].slot = twice[1].slot = slot_at(f, f->s.data, SLOT_OFF);
	finish(f, idx);
	memcpy(ew_file_data(&f->s.ew, idx), twice, sizeof(twice));
	assert_refused(f, XS_EINVAL, "entry 1, symbol");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_slot_becomes_what_the_hosts_call_leads_to),
		FIXTURE_TEST(a_slot_holds_the_function_with_its_landing_pad),
		FIXTURE_TEST(a_slot_stays_empty_where_the_host_traps),
		FIXTURE_TEST(an_image_on_disk_has_its_calls_as_they_were_linked),
		FIXTURE_TEST(the_payloads_own_call_reads_its_slot),
		FIXTURE_TEST(refuses_a_site_that_is_no_call),
		FIXTURE_TEST(refuses_a_call_of_what_is_no_code),
		FIXTURE_TEST(refuses_a_site_outside_of_the_hosts_code),
		FIXTURE_TEST(refuses_a_site_that_a_payload_wrote_over),
		FIXTURE_TEST(refuses_a_list_that_is_none),
		FIXTURE_TEST(an_empty_list_is_none),
		FIXTURE_TEST(refuses_symbols_that_are_no_slot),
		FIXTURE_TEST(refuses_slots_that_are_no_place_for_a_pointer),
		FIXTURE_TEST(refuses_slots_that_hold_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
