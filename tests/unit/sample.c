// SPDX-License-Identifier: BSD-2-Clause
#include "sample.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define PB ELF_SHT_PROGBITS
#define AX (ELF_SHF_ALLOC | ELF_SHF_EXECINSTR)

static unsigned int note(struct ew *ew, const char *name, uint8_t byte)
{
	uint8_t bytes[36] = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};

	memset(bytes + 16, byte, 20);
	return ew_section(ew, name, ELF_SHT_NOTE, ELF_SHF_ALLOC, 4, bytes, sizeof(bytes));
}

void sample_init(struct sample *s, uint8_t id)
{
	uint8_t body[4 * BODY_LEN];
	unsigned int i;

	memset(s, 0, sizeof(*s));
	ew_init(&s->ew);
	for (i = 0; i < sizeof(body); i++)
		body[i] = 0x40 + i / BODY_LEN * 16 + id % 16;
	s->text = ew_section(&s->ew, ".text.new", PB, AX, 16, body, sizeof(body));
	s->strings = ew_section(&s->ew, ".rodata.str", PB, ELF_SHF_ALLOC, 1, NULL, 0);
	s->funcs = ew_section(&s->ew, XS_SEC_FUNCS, PB, ELF_SHF_ALLOC | ELF_SHF_WRITE, 32, NULL, 0);
	s->data = ew_section(&s->ew, ".data.new", PB, ELF_SHF_ALLOC | ELF_SHF_WRITE, 8, NULL, 64);
	s->id = note(&s->ew, XS_SEC_BUILD_ID, id);
	s->depends = note(&s->ew, XS_SEC_DEPENDS, 0xaa);
	s->host_depends = note(&s->ew, XS_SEC_HOST_DEPENDS, 0xaa);
	s->text_sym = ew_symbol(&s->ew, "", ELF_STB_LOCAL, ELF_STT_SECTION, s->text, 0, 0);
	s->strings_sym = ew_symbol(&s->ew, "", ELF_STB_LOCAL, ELF_STT_SECTION, s->strings, 0, 0);
	s->data_sym = ew_symbol(&s->ew, "", ELF_STB_LOCAL, ELF_STT_SECTION, s->data, 0, 0);
}

void sample_depends(struct sample *s, uint8_t id)
{
	memset(s->ew.sections[s->depends].data + 16, id, 20);
}

struct xs_func *sample_func(struct sample *s, const char *target, int body, uint32_t old_size)
{
	struct ew_section *strings = &s->ew.sections[s->strings];
	struct ew_section *funcs = &s->ew.sections[s->funcs];
	size_t off = s->func_count++ * sizeof(struct xs_func);
	struct xs_func *f = (struct xs_func *)(funcs->data + off);

	funcs->header.size = off + sizeof(*f);
	memset(f, 0, sizeof(*f));
	f->version = XS_FUNC_VERSION;
	f->old_size = old_size;
	f->new_size = body < 0 ? old_size : BODY_LEN;
	strcpy((char *)strings->data + s->strings_len, target);
	ew_reloc(&s->ew, s->funcs, off, ELF_R_X86_64_64, s->strings_sym, s->strings_len);
	s->strings_len += strlen(target) + 1;
	strings->header.size = s->strings_len;
	if (body >= 0)
		ew_reloc(&s->ew, s->funcs, off + 8, ELF_R_X86_64_64, s->text_sym, BODY(body));
	return f;
}

void sample_hook(struct sample *s, const char *name, int body)
{
	unsigned int idx = ew_section(&s->ew, name, PB, ELF_SHF_ALLOC | ELF_SHF_WRITE, 8, NULL, 8);

	ew_reloc(&s->ew, idx, 0, ELF_R_X86_64_64, s->text_sym, BODY(body));
}

unsigned int sample_symbol(struct sample *s, const char *name, int body)
{
	return ew_symbol(&s->ew, name, ELF_STB_GLOBAL, ELF_STT_FUNC, s->text, BODY(body), BODY_LEN);
}

void sample_call(struct sample *s, unsigned int off, uint64_t site)
{
	const struct xs_call_record record = {
		.slot = ew_symbol(&s->ew, "", ELF_STB_LOCAL, ELF_STT_OBJECT, s->data, off, 8),
		.site = site};

	s->calls = ew_section(&s->ew, ".xs.calls", XS_SHT_CALLS, 0, 8, &record, sizeof(record));
}

void sample_finish(struct sample *s)
{
	ew_finish(&s->ew);
	if (s->calls) /* only now it is known which section that is */
		ew_file_section(&s->ew, s->calls)->link = s->ew.symtab_idx;
}

void sample_free(struct sample *s)
{
	ew_free(&s->ew);
}

int sample_upload(struct sample *s, struct xs_core *core, const char *name)
{
	int rc;

	sample_finish(s);
	rc = xs_upload(core, name, s->ew.file, s->ew.len);
	sample_free(s);
	return rc;
}

struct xs_payload *payload_by_name(struct xs_core *core, const char *name)
{
	struct xs_payload *p = NULL;

	while ((p = xs_payload_next(core, p)))
		if (!strcmp(xs_payload_name(p), name))
			return p;
	return NULL;
}

int act(struct xs_core *core, const char *name, uint32_t action, uint32_t flags)
{
	struct xs_status status;
	int rc = xs_action(core, name, action, 0, flags);

	if (rc || action == XS_ACTION_UNLOAD || action == XS_ACTION_CHECK)
		return rc;
	xs_stop_drive(core);
	assert_int_equal(xs_get(core, name, &status), 0);
	assert_int_not_equal(status.rc, -XS_EAGAIN);
	return status.rc;
}

const char *reason_of(struct xs_core *core, const char *name)
{
	static struct xs_payload_info info;

	assert_int_equal(xs_payload_info(core, name, &info), 0);
	return info.reason;
}
