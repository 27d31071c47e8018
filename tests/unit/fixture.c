// SPDX-License-Identifier: BSD-2-Clause
#include "fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

int fixture_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	fake_init(&f->fake);
	f->before = fake_bytes(&f->fake);
	assert_int_equal(xs_core_new(&f->fake.host, &f->fake, &f->core), 0);
	*state = f;
	return 0;
}

int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	xs_core_free(f->core);
	assert_memory_equal(f->before, f->fake.image, FAKE_IMAGE_LEN);
	fake_fini(&f->fake);
	free(f->before);
	free(f);
	return 0;
}

void upload_one(struct fixture *f, const char *name, uint8_t id, const char *target, int body)
{
	sample_init(&f->s, id);
	sample_func(&f->s, target, body, 64);
	assert_int_equal(sample_upload(&f->s, f->core, name), 0);
}

void upload_refused(struct fixture *f, int err, const char *text)
{
	assert_int_equal(sample_upload(&f->s, f->core, "p"), -err);
	if (!strstr(reason_of(f->core, "p"), text))
		fail_msg("\"%s\" does not say \"%s\"", reason_of(f->core, "p"), text);
	assert_int_equal(xs_payload_count(f->core), 0);
}

void image_was(struct fixture *f, uint64_t va, const void *bytes, size_t len)
{
	fake_poke(&f->fake, va, bytes, len);
	memcpy(f->before + (va - FAKE_BASE), bytes, len);
}

const uint8_t *image_at(const struct fixture *f, uint64_t va)
{
	return f->fake.image + (va - FAKE_BASE);
}

uint64_t body_va(const struct fixture *f, const char *name, unsigned int body)
{
	return xs_payload_tables(payload_by_name(f->core, name))->text.va + BODY(body);
}

void assert_jump(const struct fixture *f, uint64_t va, const char *name, unsigned int body)
{
	int32_t disp;

	assert_int_equal(image_at(f, va)[0], 0xe9);
	memcpy(&disp, image_at(f, va) + 1, 4);
	assert_int_equal(va + 5 + (uint64_t)(int64_t)disp, body_va(f, name, body));
}

uint32_t state_of(const struct fixture *f, const char *name)
{
	struct xs_status status;

	assert_int_equal(xs_get(f->core, name, &status), 0);
	return status.state;
}
