/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A core on the fake host, and a sample to be uploaded: what the tests of the engine as a whole begin with.
 */
#ifndef TEST_FIXTURE_H
#define TEST_FIXTURE_H

#include "sample.h"

struct fixture {
	struct fake fake;
	struct xs_core *core;
	uint8_t *before; /* the image's bytes at the beginning */
	struct sample s;
};

int fixture_setup(void **state);
/** fixture_teardown() - whatever a test did: the image is as it was and nothing is left behind */
int fixture_teardown(void **state);

#define FIXTURE_TEST(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

/** upload_one() - a sample that gives @target the body @body */
void upload_one(struct fixture *f, const char *name, uint8_t id, const char *target, int body);
/** upload_refused() - uploading the sample fails with -@err, the reason has @text, no payload is there */
void upload_refused(struct fixture *f, int err, const char *text);
/** image_was() - the host was built with these bytes at @va: teardown finds them there again */
void image_was(struct fixture *f, uint64_t va, const void *bytes, size_t len);
/** image_at() - the image's byte at @va, as it is now */
const uint8_t *image_at(const struct fixture *f, uint64_t va);
/** body_va() - where body @body of a loaded payload lies */
uint64_t body_va(const struct fixture *f, const char *name, unsigned int body);
/** assert_jump() - at @va stands a jump to body @body of payload @name */
void assert_jump(const struct fixture *f, uint64_t va, const char *name, unsigned int body);
uint32_t state_of(const struct fixture *f, const char *name);

#endif
