// SPDX-License-Identifier: BSD-2-Clause
/* Relocation arithmetic and its limits: arch/x86_64/reloc.c, slot.c, bugframe.c. */
#include "arch.h"
#include "elf64.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define PLACE 0xffff82d040600000ull

struct reloc_case {
	uint32_t type;
	uint64_t symbol;
	int64_t addend;
	int err;
	uint64_t value;
};

static const struct reloc_case cases[] = {
	{ELF_R_X86_64_NONE, 0x1234, 5, 0, 0xeeeeeeeeeeeeeeee},
	{ELF_R_X86_64_64, 0xffff82d040200000, -4, 0, 0xffff82d0401ffffc},
	{ELF_R_X86_64_64, 0xffffffffffffffff, 2, 0, 1},
	{ELF_R_X86_64_PC64, 0x1000, 0, 0, 0x1000 - PLACE},
	{ELF_R_X86_64_32, 0xfffffff0, 15, 0, 0xffffffff},
	{ELF_R_X86_64_32, 0xfffffff0, 16, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_32, 0, -1, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_32, 0xffff82d040200000, 0, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_32S, 0x7fffffff, 0, 0, 0x7fffffff},
	{ELF_R_X86_64_32S, 0x7fffffff, 1, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_32S, 0xffffffff80000000, 0, 0, 0x80000000},
	{ELF_R_X86_64_32S, 0xffffffff80000000, -1, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_PC32, PLACE + 0x7fffffff, 0, 0, 0x7fffffff},
	{ELF_R_X86_64_PC32, PLACE + 0x7fffffff, 1, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_PC32, PLACE + 0x80000003, -4, 0, 0x7fffffff},
	{ELF_R_X86_64_PC32, PLACE - 0x80000000, 0, 0, 0x80000000},
	{ELF_R_X86_64_PC32, PLACE - 0x80000000, -1, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_PLT32, PLACE + 0x100, -4, 0, 0xfc},
	{ELF_R_X86_64_PLT32, 0x7f0000001000, -4, -XS_EOVERFLOW, 0},
	{ELF_R_X86_64_TPOFF32, (uint64_t)-64, 8, 0, 0xffffffc8},
	{ELF_R_X86_64_TPOFF32, (uint64_t)-64, -0x80000000ll, -XS_EOVERFLOW, 0},
	{3, 0, 0, -XS_EOPNOTSUPP, 0},
};

static void every_type_is_computed_and_checked(void **state)
{
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct reloc_case *c = &cases[i];
		uint64_t bytes = 0xeeeeeeeeeeeeeeee, value = 0xeeeeeeeeeeeeeeee;
		struct xs_fixup f = {.type = c->type,
				     .place = PLACE,
				     .mem = (uint8_t *)&bytes,
				     .symbol = c->symbol,
				     .addend = c->addend,
				     .name = "s"};
		struct xs_reason why = {{0}};

		assert_int_equal(xs_arch_reloc_apply(&f, &why), c->err);
		if (!c->err)
			memcpy(&value, &c->value, xs_arch_reloc_len(c->type));
		else
			assert_true(*why.text);
		assert_true(bytes == value);
	}
}

static void slots_serve_what_is_out_of_reach(void **state)
{
	uint32_t bytes = 0;
	struct xs_fixup f = {.place = PLACE,
			     .mem = (uint8_t *)&bytes,
			     .symbol = 0x7f0000001000,
			     .addend = -4,
			     .got = PLACE + 0x2000,
			     .plt = PLACE + 0x1000,
			     .name = "s"};
	static const uint32_t got_types[] = {ELF_R_X86_64_GOTPCREL, ELF_R_X86_64_GOTPCRELX,
					     ELF_R_X86_64_REX_GOTPCRELX, ELF_R_X86_64_GOTTPOFF};
	unsigned int i;

	for (i = 0; i < 4; i++) {
		f.type = got_types[i];
		assert_true(xs_arch_reloc_wants(f.type) & XS_RELOC_WANTS_GOT);
		assert_int_equal(xs_arch_reloc_apply(&f, NULL), 0);
		assert_int_equal(bytes, 0x1ffc);
	}
	f.type = ELF_R_X86_64_PLT32;
	assert_int_equal(xs_arch_reloc_apply(&f, NULL), 0);
	assert_int_equal(bytes, 0xffc);
	/* A symbol within reach is called directly. */
	f.symbol = PLACE + 0x40;
	assert_int_equal(xs_arch_reloc_apply(&f, NULL), 0);
	assert_int_equal(bytes, 0x3c);
}

static void a_call_slot_jumps_through_its_address(void **state)
{
	uint8_t slot[XS_PLT_SLOT_LEN];
	int32_t disp;

	assert_int_equal(xs_arch_plt_write(slot, PLACE, PLACE + 0x1000, NULL), 0);
	assert_memory_equal(slot, "\xf3\x0f\x1e\xfa\xff\x25", 6);
	memcpy(&disp, slot + 6, 4);
	assert_int_equal(disp, 0x1000 - 10);
	assert_memory_equal(slot + 10, "\xcc\xcc\xcc\xcc\xcc\xcc", 6);
	assert_int_equal(xs_arch_plt_write(slot, PLACE, 0x1000, NULL), -XS_EOVERFLOW);
}

static void rel_addends_come_from_the_bytes(void **state)
{
	static const uint8_t bytes[8] = {0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

	assert_true(xs_arch_reloc_addend(ELF_R_X86_64_PC32, bytes) == -4);
	assert_true(xs_arch_reloc_addend(ELF_R_X86_64_64, bytes) == -4);
	assert_true(xs_arch_reloc_addend(ELF_R_X86_64_32, bytes) == 0xfffffffc);
	assert_true(xs_arch_reloc_addend(ELF_R_X86_64_NONE, bytes) == 0);
}

static void a_bug_frame_reaches_eight_mebibytes_whatever_its_line(void **state)
{
	static const struct {
		int64_t disp;
		int err;
	} reach[] = {{0x7fffff, 0},
		     {0x800000, -XS_EOVERFLOW},
		     {-0x800000, 0},
		     {-0x800001, -XS_EOVERFLOW}};
	unsigned int i, line;

	for (i = 0; i < 4; i++)
		for (line = 0; line < 128; line += 127) {
			uint32_t bytes = 0;
			struct xs_fixup f = {.type = ELF_R_X86_64_PC32,
					     .place = PLACE,
					     .mem = (uint8_t *)&bytes,
					     .symbol = PLACE + (uint64_t)reach[i].disp - 0x10,
					     .addend = 0x10 + ((int64_t)line << 24),
					     .name = "s",
					     .bug_frame = true};

			assert_int_equal(xs_arch_reloc_apply(&f, NULL), reach[i].err);
		}
}

static void decodes_bug_frames_as_the_fault_handler_does(void **state)
{
	/* Line 0x155, folded into the top bytes; location 0x40 below, file name 0x120 above. */
	uint32_t words[4] = {(uint32_t)-0x40 + (2u << 24), 0x120 + (0x55u << 24), 0, 0x80};
	struct xs_bug bug = xs_arch_bug_decode((uint8_t *)words, PLACE, 3);

	assert_true(bug.loc == PLACE - 0x40);
	assert_true(bug.ptr == PLACE + 0x120);
	assert_true(bug.msg == PLACE + 0x80);
	assert_int_equal(xs_arch_bug_len(2), 8);
	assert_int_equal(xs_arch_bug_len(3), 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_computed_and_checked),
		cmocka_unit_test(slots_serve_what_is_out_of_reach),
		cmocka_unit_test(a_call_slot_jumps_through_its_address),
		cmocka_unit_test(rel_addends_come_from_the_bytes),
		cmocka_unit_test(a_bug_frame_reaches_eight_mebibytes_whatever_its_line),
		cmocka_unit_test(decodes_bug_frames_as_the_fault_handler_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
