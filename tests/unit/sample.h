/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A payload for the fake host, good until a test bends it. Its text holds four bodies of 64 bytes.
 */
#ifndef TEST_SAMPLE_H
#define TEST_SAMPLE_H

#include "elfwriter.h"
#include "fakehost.h"

#define BODY_LEN 64u
#define BODY(n) ((n)*BODY_LEN)

struct sample {
	struct ew ew;
	unsigned int text, strings, funcs, data, id, depends, host_depends;
	unsigned int text_sym, strings_sym, data_sym;
	size_t strings_len;
	unsigned int func_count;
	unsigned int calls; /* the list of calls; 0: none */
};

/** sample_init() - no functions yet; build-id is 20 times @id, it depends on the host */
void sample_init(struct sample *s, uint8_t id);
/** sample_depends() - on 20 times @id */
void sample_depends(struct sample *s, uint8_t id);
/** sample_func() - body @body (or NOPs: -1) for @target; returns the record, in the section's data */
struct xs_func *sample_func(struct sample *s, const char *target, int body, uint32_t old_size);
/** sample_hook() - in section @name, at the start of body @body */
void sample_hook(struct sample *s, const char *name, int body);
/** sample_symbol() - a global function of the payload; behind all else */
unsigned int sample_symbol(struct sample *s, const char *name, int body);
/** sample_call() - before any global symbol: the 8 bytes at @off of its data become what the host's call at @site leads to */
void sample_call(struct sample *s, unsigned int off, uint64_t site);
/** sample_finish() - lays the file out */
void sample_finish(struct sample *s);
void sample_free(struct sample *s);
/** sample_upload() - finish, upload, free */
int sample_upload(struct sample *s, struct xs_core *core, const char *name);
/** payload_by_name() - NULL if there is none */
struct xs_payload *payload_by_name(struct xs_core *core, const char *name);
/** act() - an action, driven to its end; the published rc */
int act(struct xs_core *core, const char *name, uint32_t action, uint32_t flags);
/** reason_of() - why the payload's last action or upload failed; static buffer */
const char *reason_of(struct xs_core *core, const char *name);

#endif
