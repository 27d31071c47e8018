// SPDX-License-Identifier: BSD-2-Clause
/* Symbols, slots and special tables of a loaded payload: core/link.c, symbols.c, tables.c, place.c. */
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A payload with one function. */
static int setup(void **state)
{
	struct fixture *f;

	fixture_setup(state);
	f = *state;
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	return 0;
}

static const struct xs_tables *loaded(struct fixture *f)
{
	assert_int_equal(sample_upload(&f->s, f->core, "p"), 0);
	return xs_payload_tables(payload_by_name(f->core, "p"));
}

static unsigned int global(struct fixture *f, const char *name, uint16_t shndx, uint64_t value)
{
	return ew_symbol(&f->s.ew, name, ELF_STB_GLOBAL, ELF_STT_NOTYPE, shndx, value, 0);
}

/* The word of .data.new at @off; it is the only writable section behind the records. */
static uint64_t data_word(struct fixture *f, const struct xs_tables *t, size_t off)
{
	uint64_t word;
	size_t at = (f->s.func_count * sizeof(struct xs_func) + 7) & ~7ull;

	memcpy(&word, (uint8_t *)t->data.mem + at + off, 8);
	return word;
}

/* ---- symbols ---------------------------------------------------------------------------------- */

static void resolves_own_host_absolute_and_image_symbols(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = &f->s.ew;
	const struct xs_tables *t;

	ew_reloc(ew, f->s.data, 0, ELF_R_X86_64_64, f->s.text_sym, 3);
	ew_reloc(ew, f->s.data, 8, ELF_R_X86_64_64, global(f, "func_b", 0, 0), 4);
	ew_reloc(ew, f->s.data, 16, ELF_R_X86_64_64, global(f, "abs", ELF_SHN_ABS, 0x1234), 0);
	ew_reloc(ew, f->s.data, 24, ELF_R_X86_64_64, global(f, "img", XS_SHN_IMAGE, 0x20), 0);
	t = loaded(f);
	assert_true(data_word(f, t, 0) == t->text.va + 3);
	assert_true(data_word(f, t, 8) == FAKE_TEXT + 0x103 + 4);
	assert_true(data_word(f, t, 16) == 0x1234);
	assert_true(data_word(f, t, 24) == FAKE_BASE + 0x20);
}

static void its_own_symbol_comes_before_the_hosts(void **state)
{
	struct fixture *f = *state;
	const struct xs_tables *t;

	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, sample_symbol(&f->s, "func_b", 2), 0);
	t = loaded(f);
	assert_true(data_word(f, t, 0) == t->text.va + BODY(2));
}

static void rel_is_read_like_rela(void **state)
{
	struct fixture *f = *state;
	const struct xs_tables *t;
	uint64_t addend = (uint64_t)-8;

	memcpy(f->s.ew.sections[f->s.data].data, &addend, 8);
	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, global(f, "func_b", 0, 0), 0);
	f->s.ew.sections[f->s.data].rel = true;
	t = loaded(f);
	assert_true(data_word(f, t, 0) == FAKE_TEXT + 0x103 - 8);
}

static void refuses_a_symbol_nobody_has(void **state)
{
	struct fixture *f = *state;

	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, global(f, "nobody", 0, 0), 0);
	upload_refused(f, XS_ENOENT,
		       "symbol nobody is neither in the host nor in a loaded payload");
}

static void refuses_a_symbol_the_host_has_twice(void **state)
{
	struct fixture *f = *state;

	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, global(f, "twice", 0, 0), 0);
	upload_refused(f, XS_ENOTUNIQ, "file.c#twice");
}

static void a_weak_symbol_nobody_has_is_zero(void **state)
{
	struct fixture *f = *state;
	unsigned int weak = ew_symbol(&f->s.ew, "nobody", ELF_STB_WEAK, 0, 0, 0, 0);

	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, weak, 0);
	assert_true(data_word(f, loaded(f), 0) == 0);
}

static void refuses_a_symbol_of_a_section_that_is_not_loaded(void **state)
{
	struct fixture *f = *state;
	unsigned int debug = ew_section(&f->s.ew, ".debug", ELF_SHT_PROGBITS, 0, 1, NULL, 8);

	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, global(f, "dbg", debug, 0), 0);
	upload_refused(f, XS_EINVAL, "in section .debug, which is not loaded");
}

static void refuses_what_does_not_reach(void **state)
{
	struct fixture *f = *state;

	ew_reloc(&f->s.ew, f->s.text, 4, ELF_R_X86_64_PC32, global(f, "far_func", 0, 0), -4);
	upload_refused(f, XS_EOVERFLOW, ".text.new+0x4: relocation R_X86_64_PC32 to far_func");
}

static void calls_and_loads_of_far_symbols_get_slots(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = &f->s.ew;
	unsigned int far = global(f, "far_func", 0, 0), near = global(f, "func_b", 0, 0);
	const struct xs_tables *t;
	const uint8_t *plt;
	int32_t disp;
	uint64_t got;

	ew_reloc(ew, f->s.text, 4, ELF_R_X86_64_PLT32, far, -4);
	ew_reloc(ew, f->s.text, 12, ELF_R_X86_64_REX_GOTPCRELX, far, -4);
	ew_reloc(ew, f->s.text, 20, ELF_R_X86_64_PLT32, near, -4);
	t = loaded(f);
	memcpy(&disp, (uint8_t *)t->text.mem + 4, 4);
	plt = (uint8_t *)t->text.mem + 8 + disp;
	assert_memory_equal(plt, "\xf3\x0f\x1e\xfa\xff\x25", 6);
	memcpy(&disp, (uint8_t *)t->text.mem + 12, 4);
	assert_in_range(t->text.va + 16 + (uint64_t)(int64_t)disp, t->rodata.va,
			t->rodata.va + t->rodata.len - 8);
	memcpy(&got,
	       (uint8_t *)t->rodata.mem +
		       (t->text.va + 16 + (uint64_t)(int64_t)disp - t->rodata.va),
	       8);
	assert_true(got == FAKE_FAR);
	memcpy(&disp, (uint8_t *)t->text.mem + 20, 4);
	assert_true(t->text.va + 24 + (uint64_t)(int64_t)disp == FAKE_TEXT + 0x103);
}

static void thread_local_symbols_are_offsets(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = &f->s.ew;
	const struct xs_tables *t;
	int32_t off;

	ew_reloc(ew, f->s.text, 4, ELF_R_X86_64_TPOFF32,
		 ew_symbol(ew, "tls_x", ELF_STB_GLOBAL, ELF_STT_TLS, 0, 0, 0), 4);
	ew_reloc(ew, f->s.text, 8, ELF_R_X86_64_TPOFF32,
		 ew_symbol(ew, "tls_y", ELF_STB_GLOBAL, ELF_STT_TLS, XS_SHN_IMAGE, 16, 0), 0);
	t = loaded(f);
	memcpy(&off, (uint8_t *)t->text.mem + 4, 4);
	assert_int_equal(off, -60);
	memcpy(&off, (uint8_t *)t->text.mem + 8, 4);
	assert_int_equal(off, -112);
}

static void refuses_thread_local_symbols_without_a_place(void **state)
{
	struct fixture *f = *state;

	ew_reloc(&f->s.ew, f->s.text, 4, ELF_R_X86_64_TPOFF32,
		 ew_symbol(&f->s.ew, "tls_z", ELF_STB_GLOBAL, ELF_STT_TLS, 0, 0, 0), 0);
	upload_refused(f, XS_ENOENT, "thread-local symbol tls_z");
}

static void backtraces_find_payload_symbols(void **state)
{
	struct fixture *f = *state;
	const struct xs_tables *t;
	uint64_t start, size, text;
	const char *payload;

	sample_symbol(&f->s, "first", 0);
	sample_symbol(&f->s, "third", 2);
	t = loaded(f);
	assert_string_equal(
		xs_symbol_at(f->core, t->text.va + BODY(2) + 5, &start, &size, &payload), "third");
	assert_true(start == t->text.va + BODY(2));
	assert_int_equal(size, BODY_LEN);
	assert_string_equal(payload, "p");
	assert_null(xs_symbol_at(f->core, t->text.va + BODY(1), &start, &size, &payload));
	assert_null(xs_symbol_at(f->core, FAKE_TEXT, &start, &size, &payload));
	assert_true(xs_is_text(f->core, t->text.va + BODY(1)));
	assert_false(xs_is_text(f->core, t->data.va));
	text = t->text.va;
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	assert_false(xs_is_text(f->core, text));
}

static void two_providers_are_told_apart_by_what_is_depended_on(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	sample_symbol(&f->s, "helper", 2);
	assert_int_equal(sample_upload(&f->s, f->core, "one"), 0);
	sample_init(&f->s, 2);
	sample_func(&f->s, "func_b", 0, 64);
	sample_symbol(&f->s, "helper", 3);
	assert_int_equal(sample_upload(&f->s, f->core, "two"), 0);
	for (i = 0; i < 2; i++) {
		sample_init(&f->s, 3);
		sample_func(&f->s, "func_c", 0, 64);
		if (i)
			sample_depends(&f->s, 2);
		ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, global(f, "helper", 0, 0), 0);
		if (!i) {
			assert_int_equal(sample_upload(&f->s, f->core, "p"), -XS_ENOTUNIQ);
			assert_non_null(strstr(reason_of(f->core, "p"), "payloads one and two"));
		}
	}
	assert_true(data_word(f, loaded(f), 0) ==
		    xs_payload_tables(payload_by_name(f->core, "two"))->text.va + BODY(3));
}

/* ---- tables ----------------------------------------------------------------------------------- */

static unsigned int bug_frame(struct fixture *f, const char *name, unsigned int loc, int64_t disp)
{
	unsigned int idx = ew_section(&f->s.ew, name, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 4, NULL, 8);

	memcpy(f->s.ew.sections[f->s.text].data + BODY(1), "\x0f\x0b", 2);
	ew_reloc(&f->s.ew, idx, 0, ELF_R_X86_64_PC32, f->s.text_sym, loc + (2ll << 24));
	ew_reloc(&f->s.ew, idx, 4, ELF_R_X86_64_PC32, f->s.strings_sym, 4 + disp + (0x55ll << 24));
	return idx;
}

static void takes_bug_frames_of_its_own_text(void **state)
{
	struct fixture *f = *state;
	const struct xs_tables *t;

	bug_frame(f, ".bug_frames.1", BODY(1), 0);
	t = loaded(f);
	assert_int_equal(t->bug_frames[1].len, 8);
	assert_int_equal(t->bug_frames[0].len, 0);
	assert_string_equal(t->name, "p");
	assert_int_equal(f->fake.attached, 1);
}

static void refuses_bug_frames_where_nothing_traps(void **state)
{
	struct fixture *f = *state;

	bug_frame(f, ".bug_frames.2", BODY(2), 0);
	upload_refused(f, XS_EINVAL, "where no trap of this payload is");
}

static void refuses_bug_frames_without_a_file_name(void **state)
{
	struct fixture *f = *state;

	bug_frame(f, ".bug_frames.1", BODY(1), 0x100000);
	upload_refused(f, XS_EINVAL, "which is no string");
}

static void refuses_bug_frames_that_run_no_code(void **state)
{
	struct fixture *f = *state;

	bug_frame(f, ".bug_frames.0", BODY(1), 0);
	upload_refused(f, XS_EINVAL, "which is no code");
}

static void refuses_bug_frames_out_of_reach(void **state)
{
	struct fixture *f = *state;
	unsigned int idx = bug_frame(f, ".bug_frames.0", BODY(1), 0);

	f->s.ew.sections[idx].relocs[1].info =
		(uint64_t)global(f, "gone", ELF_SHN_ABS, FAKE_BASE - 0x800000) << 32 |
		ELF_R_X86_64_PC32;
	upload_refused(f, XS_EOVERFLOW, "a bug frame spans ±8 MiB");
}

static void refuses_truncated_tables(void **state)
{
	struct fixture *f = *state;

	ew_section(&f->s.ew, XS_SEC_EX_TABLE, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 4, NULL, 12);
	upload_refused(f, XS_EINVAL, "has 12 bytes, no multiple of 8");
}

static void sorts_exception_entries(void **state)
{
	struct fixture *f = *state;
	unsigned int i, idx;
	const struct xs_tables *t;
	uint64_t last = 0, fault;
	int32_t disp;

	idx = ew_section(&f->s.ew, XS_SEC_EX_TABLE, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 4, NULL, 24);
	for (i = 0; i < 3; i++) {
		ew_reloc(&f->s.ew, idx, 8 * i, ELF_R_X86_64_PC32, f->s.text_sym, BODY(2) - 8 * i);
		ew_reloc(&f->s.ew, idx, 8 * i + 4, ELF_R_X86_64_PC32, f->s.text_sym, BODY(3));
	}
	t = loaded(f);
	assert_int_equal(t->ex_table.len, 24);
	for (i = 0; i < 3; i++) {
		memcpy(&disp, (uint8_t *)t->ex_table.mem + 8 * i, 4);
		fault = t->ex_table.va + 8 * i + (uint64_t)(int64_t)disp;
		assert_true(fault > last);
		last = fault;
	}
}

static void refuses_exception_entries_of_other_code(void **state)
{
	struct fixture *f = *state;
	unsigned int idx;

	idx = ew_section(&f->s.ew, XS_SEC_EX_TABLE, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 4, NULL, 8);
	ew_reloc(&f->s.ew, idx, 0, ELF_R_X86_64_PC32, global(f, "func_b", 0, 0), 0);
	ew_reloc(&f->s.ew, idx, 4, ELF_R_X86_64_PC32, f->s.text_sym, 0);
	upload_refused(f, XS_EINVAL, "leaves the payload's text");
}

static unsigned int alternative(struct fixture *f, unsigned int orig, unsigned int repl)
{
	uint8_t entry[14] = {0};
	unsigned int idx;

	entry[8] = 93;
	entry[10] = 6;
	entry[11] = 5;
	idx = ew_section(&f->s.ew, XS_SEC_ALTERNATIVES, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 1, entry,
			 14);
	ew_reloc(&f->s.ew, idx, 0, ELF_R_X86_64_PC32, f->s.text_sym, orig);
	ew_reloc(&f->s.ew, idx, 4, ELF_R_X86_64_PC32, f->s.text_sym, repl);
	return idx;
}

static void refuses_alternatives_outside_of_its_text(void **state)
{
	struct fixture *f = *state;

	alternative(f, 1 << 20, BODY(3));
	upload_refused(f, XS_EINVAL, "leaves the payload");
}

static void refuses_alternative_calls_through_no_data(void **state)
{
	struct fixture *f = *state;
	uint8_t *text = f->s.ew.sections[f->s.text].data;

	memcpy(text + BODY(1), "\xff\x15\0\0\0\x70", 6);
	memcpy(text + BODY(3), "\xe8\xfb\xff\xff\xff", 5);
	alternative(f, BODY(1), BODY(3));
	upload_refused(f, XS_EINVAL, "which is no data of the host");
}

static void refuses_alternatives_where_there_are_none(void **state)
{
	struct fixture *f = *state;

	f->fake.host.alternatives = NULL;
	alternative(f, BODY(1), BODY(3));
	upload_refused(f, XS_EOPNOTSUPP, "no alternative instructions");
}

static void refuses_tables_that_speak_of_a_body_in_place(void **state)
{
	const struct xs_patch_record record = {.kind = XS_PATCH_INPLACE_TEXT};
	struct fixture *f = *state;
	unsigned int idx =
		ew_section(&f->s.ew, ".xs.patches", XS_SHT_PATCHES, 0, 4, &record, sizeof(record));

	f->s.ew.sections[idx].header.info = f->s.funcs;
	memcpy(f->s.ew.sections[f->s.text].data, "\x0f\x0b", 2);
	bug_frame(f, ".bug_frames.1", 0, 0);
	upload_refused(f, XS_EINVAL,
		       "func_a is patched in place, but its new body has a bug frame");
}

/* ---- place ------------------------------------------------------------------------------------ */

static void refuses_hooks_outside_of_its_text(void **state)
{
	struct fixture *f = *state;
	unsigned int idx;

	idx = ew_section(&f->s.ew, XS_SEC_HOOKS_LOAD, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 8, NULL, 8);
	ew_reloc(&f->s.ew, idx, 0, ELF_R_X86_64_64, global(f, "func_b", 0, 0), 0);
	upload_refused(f, XS_EINVAL, "outside of the payload's text");
}

static bool demands_landing_pads(void *ctx)
{
	return true;
}

static void refuses_hooks_without_a_landing_pad_where_one_is_needed(void **state)
{
	struct fixture *f = *state;
	uint8_t *text = f->s.ew.sections[f->s.text].data;

	f->fake.host.landing_pads = demands_landing_pads;
	memcpy(text + BODY(1), "\xf3\x0f\x1e\xfa", 4);
	sample_hook(&f->s, XS_SEC_HOOKS_LOAD, 1);
	loaded(f);
	assert_int_equal(act(f->core, "p", XS_ACTION_UNLOAD, 0), 0);
	sample_init(&f->s, 2);
	sample_func(&f->s, "func_a", 0, 64);
	sample_hook(&f->s, XS_SEC_HOOKS_UNLOAD, 1);
	upload_refused(f, XS_EINVAL, "does not begin with endbr64");
}

static void refuses_more_than_one_hook_of_a_single_kind(void **state)
{
	struct fixture *f = *state;
	unsigned int idx;

	idx = ew_section(&f->s.ew, XS_SEC_HOOKS_APPLY, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 8, NULL,
			 16);
	ew_reloc(&f->s.ew, idx, 0, ELF_R_X86_64_64, f->s.text_sym, 0);
	ew_reloc(&f->s.ew, idx, 8, ELF_R_X86_64_64, f->s.text_sym, 0);
	upload_refused(f, XS_EINVAL, "holds 2 hooks; there can be one");
}

static void refuses_more_than_the_host_has_room_for(void **state)
{
	struct fixture *f = *state;

	ew_section(&f->s.ew, ".bss", ELF_SHT_NOBITS, ELF_SHF_ALLOC | ELF_SHF_WRITE, 8, NULL,
		   XS_PAYLOAD_MAX_LEN);
	upload_refused(f, XS_ENOMEM, "of memory within reach");
}

static void keeps_sections_aligned_and_zeroed(void **state)
{
	struct fixture *f = *state;
	const struct xs_tables *t;
	unsigned int odd, wide;

	odd = ew_section(&f->s.ew, ".data.odd", ELF_SHT_PROGBITS, ELF_SHF_ALLOC | ELF_SHF_WRITE, 0,
			 "x", 1);
	wide = ew_section(&f->s.ew, ".bss", ELF_SHT_NOBITS, ELF_SHF_ALLOC | ELF_SHF_WRITE, 64, NULL,
			  100);
	ew_reloc(&f->s.ew, f->s.data, 0, ELF_R_X86_64_64, global(f, "odd", odd, 0), 0);
	ew_reloc(&f->s.ew, f->s.data, 8, ELF_R_X86_64_64, global(f, "wide", wide, 0), 0);
	t = loaded(f);
	assert_int_equal(data_word(f, t, 8) % 64, 0);
	assert_true(data_word(f, t, 8) > data_word(f, t, 0));
	assert_int_equal(*((char *)t->data.mem + (data_word(f, t, 0) - t->data.va)), 'x');
	assert_int_equal(*((char *)t->data.mem + (data_word(f, t, 8) - t->data.va)), 0);
}

int main(void)
{
#define LINK(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		LINK(resolves_own_host_absolute_and_image_symbols),
		LINK(its_own_symbol_comes_before_the_hosts),
		LINK(rel_is_read_like_rela),
		LINK(refuses_a_symbol_nobody_has),
		LINK(refuses_a_symbol_the_host_has_twice),
		LINK(a_weak_symbol_nobody_has_is_zero),
		LINK(refuses_a_symbol_of_a_section_that_is_not_loaded),
		LINK(refuses_what_does_not_reach),
		LINK(calls_and_loads_of_far_symbols_get_slots),
		LINK(thread_local_symbols_are_offsets),
		LINK(refuses_thread_local_symbols_without_a_place),
		LINK(backtraces_find_payload_symbols),
		LINK(two_providers_are_told_apart_by_what_is_depended_on),
		LINK(takes_bug_frames_of_its_own_text),
		LINK(refuses_bug_frames_where_nothing_traps),
		LINK(refuses_bug_frames_without_a_file_name),
		LINK(refuses_bug_frames_that_run_no_code),
		LINK(refuses_bug_frames_out_of_reach),
		LINK(refuses_truncated_tables),
		LINK(sorts_exception_entries),
		LINK(refuses_exception_entries_of_other_code),
		LINK(refuses_alternatives_outside_of_its_text),
		LINK(refuses_alternative_calls_through_no_data),
		LINK(refuses_alternatives_where_there_are_none),
		LINK(refuses_tables_that_speak_of_a_body_in_place),
		LINK(refuses_hooks_outside_of_its_text),
		LINK(refuses_hooks_without_a_landing_pad_where_one_is_needed),
		LINK(refuses_more_than_one_hook_of_a_single_kind),
		LINK(refuses_more_than_the_host_has_room_for),
		LINK(keeps_sections_aligned_and_zeroed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
