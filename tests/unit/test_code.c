// SPDX-License-Identifier: BSD-2-Clause
/* Jumps, no-operations, atomic stores, exception tables: the rest of arch/x86_64/. */
#include "arch.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static void a_jump_reaches_two_gibibytes_and_no_more(void **state)
{
	uint8_t bytes[5];
	uint64_t to;

	assert_int_equal(xs_arch_jump(bytes, 0x100000000, 0x100000005), 0);
	assert_memory_equal(bytes, "\xe9\0\0\0\0", 5);
	assert_int_equal(xs_arch_jump(bytes, 0x100000000, 0x100000005 + 0x7fffffff), 0);
	assert_memory_equal(bytes, "\xe9\xff\xff\xff\x7f", 5);
	assert_int_equal(xs_arch_jump(bytes, 0x100000000, 0x100000005 + 0x80000000), -XS_EOVERFLOW);
	assert_int_equal(xs_arch_jump(bytes, 0x100000000, 0x100000005 - 0x80000000), 0);
	assert_int_equal(xs_arch_jump(bytes, 0x100000000, 0x100000004 - 0x80000000), -XS_EOVERFLOW);
	xs_arch_jump(bytes, 0x1000, 0x2345);
	assert_true(xs_arch_jump_read(bytes, 0x1000, &to));
	assert_int_equal(to, 0x2345);
	assert_false(xs_arch_jump_read((const uint8_t *)"\xe8\0\0\0\0", 0, &to));
}

static void both_forms_of_a_landing_pad_are_known(void **state)
{
	assert_true(xs_arch_is_endbr((const uint8_t *)"\xf3\x0f\x1e\xfa"));
	assert_true(xs_arch_is_endbr((const uint8_t *)"\x66\x0f\x1f\x01"));
	assert_false(xs_arch_is_endbr((const uint8_t *)"\xf3\x0f\x1e\xfb"));
}

static void nops_fill_exactly(void **state)
{
	uint8_t bytes[64];
	size_t len, i;

	for (len = 0; len < 40; len++) {
		memset(bytes, 0xaa, sizeof(bytes));
		xs_arch_nops(bytes, len);
		for (i = len; i < sizeof(bytes); i++)
			assert_int_equal(bytes[i], 0xaa);
		for (i = 0; i < len; i++)
			assert_int_not_equal(bytes[i], 0xaa);
	}
}

static void a_poke_changes_only_what_the_mask_says(void **state)
{
	_Alignas(16) uint8_t block[48];
	uint8_t bytes[16];
	uint32_t mask;
	unsigned int i;

	for (mask = 0; mask < 0x10000; mask += 0x1f3) {
		memset(block, 0x11, sizeof(block));
		memset(bytes, 0x22, sizeof(bytes));
		xs_arch_poke(block + 16, bytes, mask);
		for (i = 0; i < 48; i++)
			assert_int_equal(block[i],
					 i >= 16 && i < 32 && mask >> (i - 16) & 1 ? 0x22 : 0x11);
	}
}

static void exception_tables_are_sorted_and_stay_true(void **state)
{
	const uint64_t va = 0xffff82d040600000;
	int32_t table[32][2];
	uint64_t fault, fixup, last = 0;
	unsigned int i, seen = 0;

	for (i = 0; i < 32; i++) {
		uint64_t at = va + i * 8, f = va - 0x1000 + (i * 7 + 3) % 32 * 0x10;

		table[i][0] = (int32_t)(f - at);
		table[i][1] = (int32_t)(f + 0x8000 - (at + 4));
	}
	xs_arch_ex_sort((uint8_t *)table, va, sizeof(table));
	for (i = 0; i < 32; i++) {
		xs_arch_ex_decode((uint8_t *)table[i], va + i * 8, &fault, &fixup);
		assert_true(fault > last);
		assert_true(fixup == fault + 0x8000);
		seen |= 1u << ((fault - (va - 0x1000)) / 0x10);
		last = fault;
	}
	assert_int_equal(seen, ~0u);
}

struct alternative_case {
	uint8_t orig_len, repl_len, pad_len, priv;
	int err;
};

static void lengths_of_alternatives_are_proven(void **state)
{
	static const struct alternative_case cases[] = {
		{6, 5, 0, 0, 0},	  {0, 3, 3, 0, 0},
		{3, 3, 0, 0, 0},	  {0, 0, 0, 0, -XS_EINVAL},
		{3, 4, 0, 0, -XS_EINVAL}, {3, 4, 1, 0, 0},
		{200, 5, 54, 0, 0},	  {200, 5, 55, 0, -XS_EINVAL},
		{6, 5, 0, 1, -XS_EINVAL},
	};
	struct xs_alternative alt;
	uint8_t entry[14] = {0x10, 0, 0, 0, 0xf0, 0xff, 0xff, 0xff, 93, 0};
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memcpy(entry + 10, &cases[i], 4);
		assert_int_equal(xs_arch_alternative_decode(entry, 0x1000, &alt, NULL),
				 cases[i].err);
		if (cases[i].err)
			continue;
		assert_int_equal(alt.orig, 0x1010);
		assert_int_equal(alt.repl, 0x1004 - 0x10);
		assert_int_equal(alt.orig_len, cases[i].orig_len + cases[i].pad_len);
	}
}

static void an_alternative_call_is_known_by_its_replacement(void **state)
{
	static const uint8_t entry[14] = {0, 0, 0, 0, 0, 0, 0, 0, 93, 0, 6, 5, 0, 0};
	static const uint8_t call[5] = {0xe8, 0xfb, 0xff, 0xff, 0xff};
	static const uint8_t orig[6] = {0xff, 0x15, 0x00, 0x10, 0, 0};
	struct xs_alternative alt = {.orig = 0x1000, .orig_len = 6, .repl_len = 5};

	assert_int_equal(xs_arch_alternative_call(entry, orig, call, &alt, NULL), 0);
	assert_int_equal(alt.pointer, 0x2006);
	alt.pointer = 0;
	assert_int_equal(xs_arch_alternative_call(entry, call, call, &alt, NULL), -XS_EINVAL);
	assert_int_equal(xs_arch_alternative_call(entry, orig, orig, &alt, NULL), 0);
	assert_int_equal(alt.pointer, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jump_reaches_two_gibibytes_and_no_more),
		cmocka_unit_test(both_forms_of_a_landing_pad_are_known),
		cmocka_unit_test(nops_fill_exactly),
		cmocka_unit_test(a_poke_changes_only_what_the_mask_says),
		cmocka_unit_test(exception_tables_are_sorted_and_stay_true),
		cmocka_unit_test(lengths_of_alternatives_are_proven),
		cmocka_unit_test(an_alternative_call_is_known_by_its_replacement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
