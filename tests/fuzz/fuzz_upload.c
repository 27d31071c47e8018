// SPDX-License-Identifier: BSD-2-Clause
/*
 * libFuzzer against the whole way of a payload: upload, check, apply, revert, unload, on the unit tests'
 * fake host. A file that is refused leaves nothing behind; one that is accepted leaves the image as it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct fake fake;
static struct xs_core *core;
static uint8_t *before;

static void must(bool held, const char *what)
{
	if (held)
		return;
	fprintf(stderr, "broken promise: %s\n", what);
	abort();
}

static void begin(void)
{
	fake_init(&fake);
	before = fake_bytes(&fake);
	must(!xs_core_new(&fake.host, &fake, &core), "the engine starts");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	unsigned int live;
	uint8_t *copy;

	if (!core)
		begin();
	live = fake.live;
	/* Of exactly that size, and aligned as hosts align uploads. */
	copy = malloc(len ? len : 1);
	memcpy(copy, bytes, len);
	if (!xs_upload(core, "p", copy, len)) {
		if (!act(core, "p", XS_ACTION_CHECK, 0) && !act(core, "p", XS_ACTION_APPLY, 0))
			must(!act(core, "p", XS_ACTION_REVERT, 0), "what was applied is reverted");
		must(!act(core, "p", XS_ACTION_UNLOAD, 0), "what is not applied is unloaded");
	}
	free(copy);
	must(fake.live == live, "nothing is left behind");
	must(!memcmp(before, fake.image, FAKE_IMAGE_LEN), "the image is as it was");
	fake.hook_count = 0;
	fake.log[0] = 0;
	return 0;
}
