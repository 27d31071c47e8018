/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A host made for tests: an image whose addresses are not where its bytes are, whose text can only
 * be written through an alias, that counts what it handed out and fails on request.
 */
#ifndef TEST_FAKEHOST_H
#define TEST_FAKEHOST_H

#include <pthread.h>

#include "core.h"

#define FAKE_BASE 0xffff82d040200000ull
#define FAKE_TEXT (FAKE_BASE + 0x1000)
#define FAKE_CALL (FAKE_TEXT + 0x780) /* an alternative call of func_endbr, as boot leaves such */
#define FAKE_RODATA (FAKE_BASE + 0x40000)
#define FAKE_DATA (FAKE_BASE + 0x60000)
#define FAKE_PERCPU (FAKE_DATA + 0x8000)
#define FAKE_PERCPU_LEN 256u
#define FAKE_PERCPU_ALIGN 64u
#define FAKE_INIT (FAKE_BASE + 0x80000)
#define FAKE_ENTRY (FAKE_BASE + 0x90000)
#define FAKE_END (FAKE_BASE + 0xa0000)
#define FAKE_FAR 0x7f0000001000ull /* of symbols out of reach */
#define FAKE_NEAR_PAGES 64
#define FAKE_LOG_LEN 16384

struct fake_symbol {
	const char *name;
	uint64_t va;
	uint64_t size;
};

struct fake_hook {
	uint64_t va;
	bool in_stop;
};

struct fake {
	struct xs_host host; /* each test may change its copy */
	int memfd;
	uint8_t *image;	 /* read-only view of the image's bytes */
	uint8_t *memory; /* of payloads, as they see it */
	uint64_t used;	 /* pages of it, bit n: page n */
	struct fake_symbol symbols[32];
	unsigned int symbol_count;
	struct xs_build_id build_id;

	uint8_t percpu[2][FAKE_PERCPU_LEN]; /* the reserve in each CPU's area */
	bool hotplug;			    /* CPUs come or go */

	unsigned int live;     /* things handed out and not given back */
	unsigned int aliases;  /* of them, alias mappings */
	unsigned int attached; /* payloads whose tables are known */
	unsigned int calls;    /* calls that can fail, so far */
	unsigned int fail_at;  /* the call of that number fails; 0: none */
	uint64_t clock;
	unsigned int cpus; /* that exist; all have numbers below */
	bool in_stop;
	pthread_mutex_t guard; /* of the table of shadow variables */
	const char *parked;    /* why, while something is parked */
	const char *handler;   /* why, while a handler is in progress in the stop */
	int hook_rc;	       /* what hooks return */
	struct fake_hook hooks[32];
	unsigned int hook_count;
	int (*on_hook)(struct fake *fake, uint64_t va);
	void *data;
	char log[FAKE_LOG_LEN];
};

/** fake_init() - an image of int3 with the symbols func_a .. func_d, endbr_func, data_x, ... */
void fake_init(struct fake *fake);
/** fake_fini() - fails the test if anything handed out was not given back */
void fake_fini(struct fake *fake);
void fake_symbol(struct fake *fake, const char *name, uint64_t va, uint64_t size);
/** fake_poke() - change the image, as its own code would */
void fake_poke(struct fake *fake, uint64_t va, const void *bytes, size_t len);
/** fake_bytes() - a copy of the whole image (free it) */
uint8_t *fake_bytes(const struct fake *fake);
#define FAKE_IMAGE_LEN (FAKE_END - FAKE_BASE)

#endif
