// SPDX-License-Identifier: BSD-2-Clause
/* Read-only data and a function's body are written where they are; their pages never become writable there. */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <xsplice/payload.h>

#include "client.h"
#include "crew.h"
#include "image.h"
#include "subject.h"

#define TIMEOUT_NS 2000000000u

static int setup(void **state)
{
	crew_host(0);
	*state = image_take();
	return 0;
}

static int teardown(void **state)
{
	crew_stop();
	assert_int_equal(image_differs(*state), 0);
	assert_int_equal(image_writable_text(), 0);
	image_free(*state);
	crew_host_end();
	return 0;
}

static Elf64_Shdr *section_find(uint8_t *bytes, const char *name, uint32_t *idx)
{
	Elf64_Ehdr *header = (void *)bytes;
	Elf64_Shdr *sections = (void *)(bytes + header->e_shoff);
	const char *names = (const char *)bytes + sections[header->e_shstrndx].sh_offset;

	for (*idx = 1; *idx < header->e_shnum; ++*idx)
		if (!strcmp(names + sections[*idx].sh_name, name))
			return &sections[*idx];
	fail_msg("the payload has no section %s", name);
	return NULL;
}

/* The payload, with its sections of the extension marked as such; the expectation's byte @off changed by @by. */
static int upload(unsigned int off, uint8_t by)
{
	size_t len = 0;
	uint8_t *bytes = client_payload("inplace.xsplice", &len);
	uint32_t funcs, expect, patches;
	Elf64_Shdr *s;
	int rc;

	assert_non_null(bytes);
	section_find(bytes, ".livepatch.funcs", &funcs);
	s = section_find(bytes, ".test.expect", &expect);
	s->sh_type = XS_SHT_EXPECT;
	bytes[s->sh_offset + off] ^= by;
	s = section_find(bytes, ".test.patches", &patches);
	s->sh_type = XS_SHT_PATCHES;
	s->sh_link = expect;
	s->sh_info = funcs;
	rc = client_upload_bytes("inplace", bytes, len);
	free(bytes);
	return rc;
}

static void data_and_code_are_written_in_place(void **state)
{
	volatile const char *motto = subject_motto; /* as it is now, not as it was compiled */
	int round;

	crew_start(CREW_BUSY, 2);
	assert_int_equal(upload(0, 0), 0);
	for (round = 0; round < 10; round++) {
		assert_int_equal(motto[5], 'r');
		assert_int_equal(subject_short(1), 6);
		assert_int_equal(client_action("inplace", XS_ACTION_APPLY, TIMEOUT_NS), 0);
		assert_memory_equal((const char *)motto, "keep patching", 14);
		assert_int_equal(subject_short(1), 501);
		assert_int_equal(image_writable_text(), 0);
		assert_int_equal(client_action("inplace", XS_ACTION_REVERT, TIMEOUT_NS), 0);
	}
	assert_int_equal(client_action("inplace", XS_ACTION_UNLOAD, 0), 0);
}

static void other_data_than_expected_is_refused(void **state)
{
	struct xs_payload_info info;

	assert_int_equal(upload(5, 1), 0);
	assert_int_equal(client_action("inplace", XS_ACTION_APPLY, TIMEOUT_NS), -EINVAL);
	assert_int_equal(client_payload_info("inplace", &info), 0);
	assert_non_null(strstr(info.reason, "subject_motto"));
	assert_int_equal(subject_short(1), 6);
	assert_int_equal(client_action("inplace", XS_ACTION_UNLOAD, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(data_and_code_are_written_in_place, setup,
						teardown),
		cmocka_unit_test_setup_teardown(other_data_than_expected_is_refused, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
