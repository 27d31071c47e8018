// SPDX-License-Identifier: BSD-2-Clause
/*
 * Mutated payloads through their whole life: core/upload.c and all behind it. What is refused leaves
 * nothing behind; what is accepted can be applied, reverted and unloaded, and the image is as it was.
 */
#include "sample.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 6000u

/* xorshift64*: the same mutations on every machine. */
static uint64_t random_next(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 0x2545f4914f6cdd1dull;
}

/* Something of everything that the core reads. */
static void rich_sample(struct sample *s)
{
	static const uint8_t alt[14] = {[8] = 93, [10] = 6, [11] = 5};
	static const struct xs_patch_record records[2] = {
		{.func_idx = 0, .expect_len = 8},
		{.func_idx = 1, .kind = XS_PATCH_INPLACE_TEXT},
	};
	uint8_t expect[16] = {0};
	struct ew *ew = &s->ew;
	unsigned int idx, patches;

	sample_init(s, 1);
	sample_func(s, "func_a", 0, 64);
	sample_func(s, "func_b", 2, 64)->expect = 0;
	sample_func(s, "func_endbr", -1, 64);
	sample_hook(s, XS_SEC_HOOKS_LOAD, 1);
	sample_hook(s, XS_SEC_HOOKS_POSTREVERT, 1);
	memcpy(ew->sections[s->text].data + BODY(1), "\x0f\x0b", 2);
	idx = ew_section(ew, ".bug_frames.1", ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 4, NULL, 8);
	ew_reloc(ew, idx, 0, ELF_R_X86_64_PC32, s->text_sym, BODY(1) + (2ll << 24));
	ew_reloc(ew, idx, 4, ELF_R_X86_64_PC32, s->strings_sym, 4);
	idx = ew_section(ew, XS_SEC_EX_TABLE, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 4, NULL, 16);
	ew_reloc(ew, idx, 0, ELF_R_X86_64_PC32, s->text_sym, BODY(3) + 8);
	ew_reloc(ew, idx, 4, ELF_R_X86_64_PC32, s->text_sym, BODY(3) + 12);
	ew_reloc(ew, idx, 8, ELF_R_X86_64_PC32, s->text_sym, BODY(3));
	ew_reloc(ew, idx, 12, ELF_R_X86_64_PC32, s->text_sym, BODY(3) + 20);
	idx = ew_section(ew, XS_SEC_ALTERNATIVES, ELF_SHT_PROGBITS, ELF_SHF_ALLOC, 1, alt, 14);
	ew_reloc(ew, idx, 0, ELF_R_X86_64_PC32, s->text_sym, BODY(3) + 32);
	ew_reloc(ew, idx, 4, ELF_R_X86_64_PC32, s->text_sym, BODY(1) + 32);
	idx = ew_section(ew, ".xs.expect", XS_SHT_EXPECT, 0, 1, expect, sizeof(expect));
	patches = ew_section(ew, ".xs.patches", XS_SHT_PATCHES, 0, 4, records, sizeof(records));
	ew->sections[patches].header.link = idx;
	ew->sections[patches].header.info = s->funcs;
	ew_section(ew, XS_SEC_PERCPU, ELF_SHT_NOBITS, ELF_SHF_ALLOC | ELF_SHF_WRITE, 16, NULL, 40);
	ew_section(ew, ".bss", ELF_SHT_NOBITS, ELF_SHF_ALLOC | ELF_SHF_WRITE, 32, NULL, 300);
	ew_section(ew, XS_SEC_MODINFO, ELF_SHT_PROGBITS, 0, 1, "a=b", 4);
	sample_call(s, 16, FAKE_CALL);
	sample_symbol(s, "helper", 1);
	idx = ew_symbol(ew, "far_func", ELF_STB_GLOBAL, ELF_STT_FUNC, 0, 0, 0);
	ew_reloc(ew, s->text, BODY(0) + 4, ELF_R_X86_64_PLT32, idx, -4);
	ew_reloc(ew, s->text, BODY(0) + 12, ELF_R_X86_64_GOTPCREL, idx, -4);
	sample_finish(s);
}

static void mutate(uint8_t *bytes, size_t len, uint64_t *seed)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff, 0x08, 0x10};
	unsigned int n = 1 + random_next(seed) % 3;

	while (n--) {
		size_t at = random_next(seed) % len, run = 1 + random_next(seed) % 8;

		if (random_next(seed) % 4)
			bytes[at] = values[random_next(seed) % sizeof(values)];
		else
			for (; run-- && at < len; at++)
				bytes[at] = (uint8_t)random_next(seed);
	}
}

static void life(struct fake *fake, struct xs_core *core)
{
	struct xs_payload *p = xs_payload_next(core, NULL);

	if (!act(core, "p", XS_ACTION_CHECK, 0) && !act(core, "p", XS_ACTION_APPLY, 0)) {
		assert_int_equal(act(core, "p", XS_ACTION_UNLOAD, 0), -XS_EINVAL);
		assert_int_equal(act(core, "p", XS_ACTION_REVERT, 0), 0);
	}
	assert_ptr_equal(p, xs_payload_next(core, NULL));
	assert_int_equal(act(core, "p", XS_ACTION_UNLOAD, 0), 0);
	fake->hook_count = 0;
	fake->log[0] = 0;
}

static void mutated_payloads_are_refused_or_harmless(void **state)
{
	uint64_t seed = 0x5853504c49434531ull;
	unsigned int round, accepted = 0, live;
	struct xs_core *core;
	struct fake fake;
	struct sample s;
	uint8_t *before, *copy;

	fake_init(&fake);
	before = fake_bytes(&fake);
	assert_int_equal(xs_core_new(&fake.host, &fake, &core), 0);
	rich_sample(&s);
	live = fake.live;
	for (round = 0; round < ROUNDS; round++) {
		copy = malloc(s.ew.len);
		memcpy(copy, s.ew.file, s.ew.len);
		if (round)
			mutate(copy, s.ew.len, &seed);
		if (!xs_upload(core, "p", copy, s.ew.len)) {
			accepted++;
			life(&fake, core);
		} else {
			assert_true(round > 0);
			assert_true(*reason_of(core, "p"));
		}
		free(copy);
		fake.log[0] = 0;
		assert_int_equal(fake.live, live);
		assert_int_equal(fake.attached, 0);
		assert_memory_equal(before, fake.image, FAKE_IMAGE_LEN);
	}
	/* Neither kind may be rare, or the test shows nothing. */
	assert_in_range(accepted, ROUNDS / 10, ROUNDS * 9 / 10);
	xs_core_free(core);
	sample_free(&s);
	free(before);
	fake_fini(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mutated_payloads_are_refused_or_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
