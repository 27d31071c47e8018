// SPDX-License-Identifier: BSD-2-Clause
/* Hostile files: core/image.c. One file per refusal, each one step away from a good one. */
#include "image.h"
#include "sample.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
	struct fake fake;
	struct sample s;
	struct xs_image image;
	struct xs_reason why;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	fake_init(&f->fake);
	sample_init(&f->s, 1);
	sample_func(&f->s, "func_a", 0, 64);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	xs_image_close(&f->image);
	sample_free(&f->s);
	fake_fini(&f->fake);
	free(f);
	return 0;
}

static int open_len(struct fixture *f, size_t len)
{
	return xs_image_open(&f->image, &f->fake.host, &f->fake, f->s.ew.file, len, &f->why);
}

static void refused(struct fixture *f, int err, const char *text)
{
	assert_int_equal(open_len(f, f->s.ew.len), -err);
	if (!strstr(f->why.text, text))
		fail_msg("\"%s\" does not say \"%s\"", f->why.text, text);
	assert_int_equal(f->fake.live, 0);
}

static struct ew *finished(struct fixture *f)
{
	sample_finish(&f->s);
	return &f->s.ew;
}

static void indexes_a_good_file(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);

	assert_int_equal(open_len(f, ew->len), 0);
	assert_int_equal(f->image.funcs, f->s.funcs);
	assert_string_equal(f->image.sections[f->s.text].name, ".text.new");
	assert_int_equal(f->image.sections[f->s.text].len, 4 * BODY_LEN);
	assert_int_equal(xs_image_reloc_count(&f->image, ew->first_reloc_idx), 2);
	assert_int_equal(f->image.build_id.len, 20);
	assert_int_equal(f->image.host_depends.bytes[19], 0xaa);
}

/* ---- header ----------------------------------------------------------------------------------- */

static void refuses_every_truncation(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);
	uint8_t *exact;
	size_t len;

	/* In memory of just that size, so that a read past the end is seen. */
	for (len = 0; len < ew->len; len++) {
		exact = malloc(len ? len : 1);
		memcpy(exact, ew->file, len);
		assert_int_not_equal(
			xs_image_open(&f->image, &f->fake.host, &f->fake, exact, len, &f->why), 0);
		free(exact);
		assert_int_equal(f->fake.live, 0);
	}
}

static void refuses_a_file_that_is_too_long(void **state)
{
	struct fixture *f = *state;

	finished(f);
	assert_int_equal(open_len(f, XS_PAYLOAD_MAX_LEN + 1), -XS_EINVAL);
	assert_non_null(strstr(f->why.text, "at most"));
}

static void refuses_what_is_no_elf_file(void **state)
{
	struct fixture *f = *state;

	ew_file_header(finished(f))->ident[1] = 'e';
	refused(f, XS_EINVAL, "not an ELF file");
}

static void refuses_other_classes_and_byte_orders(void **state)
{
	struct fixture *f = *state;
	struct elf_header *h = ew_file_header(finished(f));

	h->ident[ELF_IDENT_CLASS] = 1;
	refused(f, XS_EOPNOTSUPP, "64-bit little-endian");
	h->ident[ELF_IDENT_CLASS] = ELF_CLASS_64;
	h->ident[ELF_IDENT_DATA] = 2;
	refused(f, XS_EOPNOTSUPP, "64-bit little-endian");
}

static void refuses_other_versions_abis_types_and_machines(void **state)
{
	struct fixture *f = *state;
	struct elf_header *h = ew_file_header(finished(f));

	h->version = 2;
	refused(f, XS_EOPNOTSUPP, "ELF version 2");
	h->version = 1;
	h->ident[ELF_IDENT_OSABI] = 3;
	refused(f, XS_EOPNOTSUPP, "OS ABI 3");
	h->ident[ELF_IDENT_OSABI] = 9;
	assert_int_equal(open_len(f, f->s.ew.len), 0);
	xs_image_close(&f->image);
	h->ident[ELF_IDENT_ABIVERSION] = 1;
	refused(f, XS_EOPNOTSUPP, "ABI version 1");
	h->ident[ELF_IDENT_ABIVERSION] = 0;
	h->type = 2;
	refused(f, XS_EOPNOTSUPP, "ELF type 2");
	h->type = 1;
	h->machine = 183;
	refused(f, XS_EOPNOTSUPP, "machine 183");
}

static void refuses_bad_section_tables(void **state)
{
	struct fixture *f = *state;
	struct elf_header *h = ew_file_header(finished(f)), good = *h;

	h->ehsize = 63;
	refused(f, XS_EINVAL, "ELF header size 63");
	*h = good;
	h->shentsize = 65;
	refused(f, XS_EINVAL, "section header size 65");
	*h = good;
	h->shnum = 0;
	refused(f, XS_EINVAL, "0 sections");
	h->shnum = 1024;
	refused(f, XS_EINVAL, "1024 sections");
	*h = good;
	h->shoff = f->s.ew.len - 63;
	refused(f, XS_EINVAL, "section headers end past");
	h->shoff = ~0ull - 100; /* offset + size wraps */
	refused(f, XS_EINVAL, "section headers end past");
	*h = good;
	h->shstrndx = h->shnum;
	refused(f, XS_EINVAL, "section name table");
	h->shstrndx = f->s.text;
	refused(f, XS_EINVAL, "not a string table");
}

/* ---- sections --------------------------------------------------------------------------------- */

static void refuses_sections_past_the_end(void **state)
{
	struct fixture *f = *state;
	struct elf_section *s = ew_file_section(finished(f), f->s.text), good = *s;

	s->size = f->s.ew.len;
	refused(f, XS_EINVAL, "ends past the end of the file");
	*s = good;
	s->offset = ~0ull;
	refused(f, XS_EINVAL, "ends past the end of the file");
	s->offset = 16;
	s->size = ~0ull - 8; /* offset + size wraps */
	refused(f, XS_EINVAL, "ends past the end of the file");
}

static void refuses_sections_that_overlap(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);

	ew_file_section(ew, f->s.data)->offset = ew_file_section(ew, f->s.text)->offset + 8;
	refused(f, XS_EINVAL, "overlap in the file");
}

static void refuses_a_first_section_that_is_not_empty(void **state)
{
	struct fixture *f = *state;

	ew_file_section(finished(f), 0)->type = ELF_SHT_PROGBITS;
	refused(f, XS_EINVAL, "section 0");
}

static void refuses_bad_alignments(void **state)
{
	struct fixture *f = *state;
	struct elf_section *s = ew_file_section(finished(f), f->s.text);

	s->addralign = 24;
	refused(f, XS_EINVAL, "not a power of two");
	s->addralign = 8192;
	refused(f, XS_EOPNOTSUPP, "the limit is a page");
}

static void refuses_names_past_the_name_table(void **state)
{
	struct fixture *f = *state;

	ew_file_section(finished(f), f->s.text)->name = 1 << 20;
	refused(f, XS_EINVAL, "past the end of the name table");
}

static void refuses_a_name_table_without_an_end(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);

	ew_file_data(ew, ew->shstrtab_idx)[ew_file_section(ew, ew->shstrtab_idx)->size - 1] = 'x';
	refused(f, XS_EINVAL, "does not end with a NUL");
}

static void refuses_flags_that_cannot_be_placed(void **state)
{
	struct fixture *f = *state;
	struct elf_section *s = ew_file_section(finished(f), f->s.text), good = *s;

	s->flags |= ELF_SHF_WRITE;
	refused(f, XS_EINVAL, "both writable and executable");
	*s = good;
	s->flags |= ELF_SHF_COMPRESSED;
	refused(f, XS_EOPNOTSUPP, "compressed");
	*s = good;
	s->flags |= ELF_SHF_TLS;
	refused(f, XS_EOPNOTSUPP, "thread-local");
}

static void refuses_per_cpu_variables_with_contents(void **state)
{
	struct fixture *f = *state;
	uint64_t flags = ELF_SHF_ALLOC | ELF_SHF_WRITE;
	unsigned int idx = ew_section(&f->s.ew, ".bss.percpu.read_mostly", ELF_SHT_PROGBITS, flags,
				      8, NULL, 8);
	struct elf_section *s = ew_file_section(finished(f), idx);

	refused(f, XS_EINVAL,
		"section .bss.percpu.read_mostly has contents; per-CPU variables begin as zero");
	s->type = ELF_SHT_NOBITS;
	s->flags |= ELF_SHF_EXECINSTR;
	refused(f, XS_EINVAL, "both writable and executable");
	s->flags = ELF_SHF_ALLOC | ELF_SHF_EXECINSTR;
	refused(f, XS_EINVAL, "executable but holds no bytes");
	s->flags = flags;
	s->size = XS_PAYLOAD_MAX_LEN + 1ull;
	refused(f, XS_EINVAL, "zero bytes");
	s->size = ~0ull;
	refused(f, XS_EINVAL, "zero bytes");
	s->size = 8;
	s->addralign = 8192;
	refused(f, XS_EOPNOTSUPP, "the limit is a page");
	s->addralign = 24;
	refused(f, XS_EINVAL, "not a power of two");
}

static void refuses_relocations_of_per_cpu_variables(void **state)
{
	struct fixture *f = *state;
	unsigned int idx = ew_section(&f->s.ew, XS_SEC_PERCPU, ELF_SHT_NOBITS,
				      ELF_SHF_ALLOC | ELF_SHF_WRITE, 8, NULL, 8);

	ew_reloc(&f->s.ew, idx, 0, ELF_R_X86_64_64, f->s.text_sym, 0);
	finished(f);
	refused(f, XS_EINVAL, "relocates .bss.percpu, which holds no bytes");
}

static void refuses_zeroed_sections_too_large(void **state)
{
	struct fixture *f = *state;

	ew_section(&f->s.ew, ".bss", ELF_SHT_NOBITS, ELF_SHF_ALLOC | ELF_SHF_WRITE, 8, NULL,
		   XS_PAYLOAD_MAX_LEN + 1);
	finished(f);
	refused(f, XS_EINVAL, "zero bytes");
}

static void refuses_executable_sections_without_bytes(void **state)
{
	struct fixture *f = *state;

	ew_section(&f->s.ew, ".textbss", ELF_SHT_NOBITS, ELF_SHF_ALLOC | ELF_SHF_EXECINSTR, 8, NULL,
		   16);
	finished(f);
	refused(f, XS_EINVAL, "executable but holds no bytes");
}

/* ---- symbols ---------------------------------------------------------------------------------- */

static void refuses_a_file_without_symbols(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);

	ew_file_section(ew, ew->symtab_idx)->type = ELF_SHT_PROGBITS;
	refused(f, XS_EINVAL, "no symbol table");
}

static void refuses_two_symbol_tables(void **state)
{
	struct fixture *f = *state;

	ew_file_section(finished(f), f->s.text)->type = ELF_SHT_SYMTAB;
	refused(f, XS_EINVAL, "both symbol tables");
}

static void refuses_odd_symbol_tables(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);
	struct elf_section *s = ew_file_section(ew, ew->symtab_idx), good = *s;

	s->entsize = 16;
	refused(f, XS_EINVAL, "in entries of 16");
	*s = good;
	s->size -= 1;
	refused(f, XS_EINVAL, "symbol table has");
	*s = good;
	s->link = 999;
	refused(f, XS_EINVAL, "strings are section 999");
	s->link = f->s.text;
	refused(f, XS_EINVAL, "not a string table");
	*s = good;
	s->info = 999;
	refused(f, XS_EINVAL, "first global symbol is 999");
}

static void refuses_symbol_name_past_strtab(void **state)
{
	struct fixture *f = *state;

	ew_file_symbol(finished(f), f->s.text_sym)->name = 1 << 16;
	refused(f, XS_EINVAL, "past the end of the string table");
}

static void refuses_symbols_outside_of_their_section(void **state)
{
	struct fixture *f = *state;
	struct elf_symbol *s = ew_file_symbol(finished(f), f->s.text_sym), good = *s;

	s->value = 4 * BODY_LEN + 1;
	refused(f, XS_EINVAL, "leaves section .text.new");
	*s = good;
	s->value = 8;
	s->size = ~0ull;
	refused(f, XS_EINVAL, "leaves section .text.new");
	*s = good;
	s->shndx = 500;
	refused(f, XS_EINVAL, "in section 500");
	s->shndx = 0xff05;
	refused(f, XS_EOPNOTSUPP, "reserved section index 0xff05");
	s->shndx = ELF_SHN_COMMON;
	refused(f, XS_EOPNOTSUPP, "is common");
}

static void refuses_symbols_on_the_wrong_side(void **state)
{
	struct fixture *f = *state;
	struct elf_symbol *s = ew_file_symbol(finished(f), f->s.text_sym);

	s->info = ELF_STB_GLOBAL << 4;
	refused(f, XS_EINVAL, "wrong side");
	s->info = 10 << 4;
	refused(f, XS_EOPNOTSUPP, "unknown binding 10");
}

/* ---- relocations ------------------------------------------------------------------------------ */

static void refuses_odd_relocation_sections(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);
	struct elf_section *s = ew_file_section(ew, ew->first_reloc_idx), good = *s;

	s->entsize = 16;
	refused(f, XS_EINVAL, "in entries of 16");
	*s = good;
	s->size -= 8;
	refused(f, XS_EINVAL, "entries have 24");
	*s = good;
	s->info = 900;
	refused(f, XS_EINVAL, "relocates section 900");
	s->info = 0;
	refused(f, XS_EINVAL, "relocates section 0");
	*s = good;
	s->link = 0;
	refused(f, XS_EINVAL, "uses symbol table 0");
}

static void refuses_relocations_of_nothing(void **state)
{
	struct fixture *f = *state;
	unsigned int bss = ew_section(&f->s.ew, ".bss", ELF_SHT_NOBITS,
				      ELF_SHF_ALLOC | ELF_SHF_WRITE, 8, NULL, 64);

	ew_reloc(&f->s.ew, bss, 0, ELF_R_X86_64_64, f->s.text_sym, 0);
	finished(f);
	refused(f, XS_EINVAL, "holds no bytes");
}

static struct elf_rela *rela(struct ew *ew)
{
	return (struct elf_rela *)ew_file_data(ew, ew->first_reloc_idx);
}

static void refuses_relocations_that_leave_their_section(void **state)
{
	struct fixture *f = *state;
	struct elf_rela *r = rela(finished(f));

	r->offset = sizeof(struct xs_func) - 7;
	refused(f, XS_EINVAL, "outside of section .livepatch.funcs");
	r->offset = ~0ull - 3;
	refused(f, XS_EINVAL, "outside of section .livepatch.funcs");
}

static void refuses_relocations_of_unknown_types_and_symbols(void **state)
{
	struct fixture *f = *state;
	struct elf_rela *r = rela(finished(f));
	uint64_t good = r->info;

	r->info = (good & ~0xffffffffull) | 6; /* GLOB_DAT */
	refused(f, XS_EOPNOTSUPP, "type 6");
	r->info = 0x70000000000ull | ELF_R_X86_64_64;
	refused(f, XS_EINVAL, "names symbol 1792");
}

static void ignores_relocations_of_what_is_not_loaded(void **state)
{
	struct fixture *f = *state;
	unsigned int debug = ew_section(&f->s.ew, ".debug_info", ELF_SHT_PROGBITS, 0, 1, NULL, 64);

	ew_reloc(&f->s.ew, debug, 0, 77, f->s.text_sym, 0);
	finished(f);
	assert_int_equal(open_len(f, f->s.ew.len), 0);
}

/* ---- what a payload must have ----------------------------------------------------------------- */

static void refuses_a_payload_without_its_notes(void **state)
{
	static const char *const names[] = {XS_SEC_BUILD_ID, XS_SEC_DEPENDS, XS_SEC_HOST_DEPENDS};
	struct fixture *f = *state;
	struct ew *ew = finished(f);
	unsigned int idx[3] = {f->s.id, f->s.depends, f->s.host_depends}, i;
	char text[64];

	for (i = 0; i < 3; i++) {
		uint32_t name = ew_file_section(ew, idx[i])->name;

		ew_file_section(ew, idx[i])->name = 0;
		snprintf(text, sizeof(text), "section %s is missing", names[i]);
		refused(f, XS_EINVAL, text);
		ew_file_section(ew, idx[i])->name = name;
	}
}

static void refuses_notes_that_are_none(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);
	uint32_t *note = (uint32_t *)ew_file_data(ew, f->s.id), good[4];

	memcpy(good, note, sizeof(good));
	note[0] = 5;
	refused(f, XS_EINVAL, "holds no GNU build-id note");
	memcpy(note, good, sizeof(good));
	note[1] = 21;
	refused(f, XS_EINVAL, "build-id of 21 bytes");
	note[1] = 0;
	refused(f, XS_EINVAL, "build-id of 0 bytes");
	note[1] = ~0u;
	refused(f, XS_EINVAL, "build-id of 4294967295 bytes");
	memcpy(note, good, sizeof(good));
	note[2] = 1;
	refused(f, XS_EINVAL, "holds no GNU build-id note");
	memcpy(note, good, sizeof(good));
	ew_file_section(ew, f->s.id)->size = 12;
	refused(f, XS_EINVAL, "too short for a note");
}

static void refuses_a_payload_with_nothing_to_do(void **state)
{
	struct fixture *f = *state;

	ew_file_section(finished(f), f->s.funcs)->name = 0;
	refused(f, XS_EINVAL, "nothing to do");
}

static void refuses_a_special_section_that_is_there_twice(void **state)
{
	struct fixture *f = *state;

	sample_hook(&f->s, XS_SEC_HOOKS_LOAD, 0);
	sample_hook(&f->s, XS_SEC_HOOKS_LOAD, 1);
	finished(f);
	refused(f, XS_EINVAL, ".livepatch.hooks.load appears twice");
}

static void refuses_a_special_section_that_is_not_loaded(void **state)
{
	struct fixture *f = *state;

	ew_file_section(finished(f), f->s.funcs)->flags = 0;
	refused(f, XS_EINVAL, ".livepatch.funcs is not loaded data");
}

/* Every byte of a good file, one after the other, becomes every kind of wrong. */
static void survives_every_flipped_byte(void **state)
{
	struct fixture *f = *state;
	struct ew *ew = finished(f);
	static const uint8_t flips[] = {0x01, 0x80, 0xff};
	unsigned int good = 0, bad = 0, i;
	size_t at;

	for (at = 0; at < ew->len; at++)
		for (i = 0; i < sizeof(flips); i++) {
			ew->file[at] ^= flips[i];
			if (open_len(f, ew->len)) {
				bad++;
				assert_true(*f->why.text);
			} else {
				good++;
				xs_image_close(&f->image);
			}
			assert_int_equal(f->fake.live, 0);
			ew->file[at] ^= flips[i];
		}
	assert_true(good > 0);
	assert_true(bad > 1000);
}

int main(void)
{
#define IMAGE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		IMAGE(indexes_a_good_file),
		IMAGE(refuses_every_truncation),
		IMAGE(refuses_a_file_that_is_too_long),
		IMAGE(refuses_what_is_no_elf_file),
		IMAGE(refuses_other_classes_and_byte_orders),
		IMAGE(refuses_other_versions_abis_types_and_machines),
		IMAGE(refuses_bad_section_tables),
		IMAGE(refuses_sections_past_the_end),
		IMAGE(refuses_sections_that_overlap),
		IMAGE(refuses_a_first_section_that_is_not_empty),
		IMAGE(refuses_bad_alignments),
		IMAGE(refuses_names_past_the_name_table),
		IMAGE(refuses_a_name_table_without_an_end),
		IMAGE(refuses_flags_that_cannot_be_placed),
		IMAGE(refuses_per_cpu_variables_with_contents),
		IMAGE(refuses_relocations_of_per_cpu_variables),
		IMAGE(refuses_zeroed_sections_too_large),
		IMAGE(refuses_executable_sections_without_bytes),
		IMAGE(refuses_a_file_without_symbols),
		IMAGE(refuses_two_symbol_tables),
		IMAGE(refuses_odd_symbol_tables),
		IMAGE(refuses_symbol_name_past_strtab),
		IMAGE(refuses_symbols_outside_of_their_section),
		IMAGE(refuses_symbols_on_the_wrong_side),
		IMAGE(refuses_odd_relocation_sections),
		IMAGE(refuses_relocations_of_nothing),
		IMAGE(refuses_relocations_that_leave_their_section),
		IMAGE(refuses_relocations_of_unknown_types_and_symbols),
		IMAGE(ignores_relocations_of_what_is_not_loaded),
		IMAGE(refuses_a_payload_without_its_notes),
		IMAGE(refuses_notes_that_are_none),
		IMAGE(refuses_a_payload_with_nothing_to_do),
		IMAGE(refuses_a_special_section_that_is_there_twice),
		IMAGE(refuses_a_special_section_that_is_not_loaded),
		IMAGE(survives_every_flipped_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
