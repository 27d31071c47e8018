// SPDX-License-Identifier: BSD-2-Clause
/*
 * xsplice-verify: the core against a host's image on disk. Everything that UPLOAD and CHECK would say on
 * the running host, without one; and the smallest example of a host. It has no CPU that ever runs: its
 * stops gather nobody, and what is applied is applied to a copy of the image.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elfimage.h"

enum status { STATUS_OK = 0, STATUS_REFUSED = 1, STATUS_USAGE = 2 };

#define PAGE_LEN 4096u
#define NEAR_GAP 0x200000u /* payloads begin at the next multiple behind the image */

#define SPANS_MAX 64u

struct offline {
	struct elf_image image;
	struct xs_span spans[SPANS_MAX]; /* of payloads */
	unsigned int span_count;
	uint64_t next_va;
	bool verbose;
	bool landing_pads;
};

/* ---- the host --------------------------------------------------------------------------------- */

static void *offline_alloc(void *ctx, size_t len)
{
	return calloc(1, len ? len : 1);
}

static void offline_free(void *ctx, void *mem)
{
	free(mem);
}

static int offline_reserve(void *ctx, size_t len, struct xs_span *out)
{
	struct offline *o = ctx;
	void *mem = o->span_count < SPANS_MAX ? aligned_alloc(PAGE_LEN, len) : NULL;

	if (!mem)
		return -XS_ENOMEM;
	memset(mem, 0, len);
	out->va = o->next_va;
	out->mem = mem;
	out->len = len;
	o->next_va += len;
	o->spans[o->span_count++] = *out;
	return 0;
}

static int offline_seal(void *ctx, const struct xs_span *span, enum xs_prot prot)
{
	return 0;
}

static void offline_release(void *ctx, const struct xs_span *span)
{
	struct offline *o = ctx;
	unsigned int i;

	for (i = 0; i < o->span_count; i++)
		if (o->spans[i].va == span->va)
			o->spans[i] = o->spans[--o->span_count];
	free(span->mem);
}

static int offline_by_name(void *ctx, const char *name, uint64_t *va)
{
	return elf_image_by_name(&((struct offline *)ctx)->image, name, va);
}

static const char *offline_by_addr(void *ctx, uint64_t va, uint64_t *start, uint64_t *size,
				   char *buf)
{
	const struct image_symbol *s = elf_image_by_addr(&((struct offline *)ctx)->image, va);

	if (!s)
		return NULL;
	*start = s->va;
	*size = s->size;
	snprintf(buf, XS_NAME_SIZE, "%s", s->name);
	return buf;
}

/* The image's own addresses: it is looked at where it was linked. */
static uint64_t offline_base(void *ctx)
{
	return 0;
}

/* Any offset will do that a program's thread-local block could have. */
static int offline_tls(void *ctx, const char *name, uint64_t value, int64_t *tpoff)
{
	*tpoff = -(int64_t)PAGE_LEN + (int64_t)(value % PAGE_LEN);
	return 0;
}

/* What a Xen with the engine has; another image has no such variable. */
static bool offline_percpu_reserve(void *ctx, struct xs_reserve *out)
{
	const struct elf_image *image = &((struct offline *)ctx)->image;
	const struct image_symbol *s;
	uint64_t va;

	if (elf_image_by_name(image, XS_PERCPU_RESERVE, &va))
		return false;
	s = elf_image_by_addr(image, va);
	if (!s || s->va != va)
		return false;
	out->va = va;
	out->len = s->size;
	out->align = XS_PERCPU_ALIGN;
	return true;
}

static int offline_percpu_clear(void *ctx, uint64_t va, size_t len)
{
	return 0;
}

static enum xs_range offline_range(void *ctx, uint64_t va, size_t len)
{
	return elf_image_range(&((struct offline *)ctx)->image, va, len);
}

static const void *offline_read(void *ctx, uint64_t va, size_t len)
{
	return elf_image_bytes(&((struct offline *)ctx)->image, va, len);
}

/* The bytes themselves will do: nothing runs from them. Blocks may stick out of a section's end. */
static int offline_alias(void *ctx, uint64_t va, size_t len, void **alias)
{
	struct offline *o = ctx;
	unsigned int i;
	uint8_t *bytes;

	for (i = 0; i < o->span_count; i++) {
		const struct xs_span *s = &o->spans[i];

		if (va >= s->va && va - s->va < s->len && len <= s->len - (va - s->va)) {
			*alias = (uint8_t *)s->mem + (va - s->va);
			return 0;
		}
	}
	bytes = elf_image_bytes(&o->image, va, 1);
	if (!bytes)
		return -XS_EFAULT;
	*alias = bytes;
	return 0;
}

static void offline_unalias(void *ctx, void *alias, size_t len)
{
}

static unsigned int offline_limit(void *ctx)
{
	return 1;
}

static bool offline_present(void *ctx, unsigned int cpu)
{
	return false;
}

static void offline_nothing(void *ctx)
{
}

static uint64_t offline_now(void *ctx)
{
	return 0;
}

/* Hooks are code of the host: they are not run here. */
static void offline_call_void(void *ctx, uint64_t va)
{
}

static int offline_call_hook(void *ctx, uint64_t va, void *cookie, bool returns)
{
	return 0;
}

/* Which features a CPU has is not known here: the entries were proven, the text stays as it is. */
static int offline_alternatives(void *ctx, const struct xs_tables *tables,
				const struct xs_table *alternatives)
{
	return 0;
}

static bool offline_landing_pads(void *ctx)
{
	return ((struct offline *)ctx)->landing_pads;
}

static int offline_build_id(void *ctx, struct xs_build_id *out)
{
	*out = ((struct offline *)ctx)->image.build_id;
	return out->len ? 0 : -XS_ENODATA;
}

static void offline_log(void *ctx, enum xs_log level, const char *text)
{
	if (((struct offline *)ctx)->verbose || level == XS_LOG_WARNING)
		fprintf(stderr, "%s\n", text);
}

static const struct xs_host offline_host = {
	.name = "offline",
	.alloc = offline_alloc,
	.free = offline_free,
	.text_reserve = offline_reserve,
	.text_seal = offline_seal,
	.text_release = offline_release,
	.page_size = PAGE_LEN,
	.symbol_by_name = offline_by_name,
	.symbol_by_addr = offline_by_addr,
	.image_base = offline_base,
	.tls_offset = offline_tls,
	.percpu_reserve = offline_percpu_reserve,
	.percpu_clear = offline_percpu_clear,
	.text_range = offline_range,
	.text_read = offline_read,
	.text_alias = offline_alias,
	.text_unalias = offline_unalias,
	.as_linked = true,
	.own_driver = true,
	.cpu_limit = offline_limit,
	.cpu_present = offline_present,
	.relax = offline_nothing,
	.now = offline_now,
	.sync_core = offline_nothing,
	.call_void = offline_call_void,
	.call_hook = offline_call_hook,
	.alternatives = offline_alternatives,
	.landing_pads = offline_landing_pads,
	.build_id = offline_build_id,
	.log = offline_log,
};

/* ---- the program ------------------------------------------------------------------------------ */

static void *file_read(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t size = 0, n;

	if (!file) {
		perror(path);
		return NULL;
	}
	do {
		char *grown = realloc(bytes, size + 65536);

		if (!grown) {
			free(bytes);
			fclose(file);
			return NULL;
		}
		bytes = grown;
		n = fread(bytes + size, 1, 65536, file);
		size += n;
	} while (n && size <= XS_PAYLOAD_MAX_LEN);
	fclose(file);
	*len = size;
	return bytes;
}

static const char *reason_of(struct xs_core *core, const char *name, int err)
{
	static struct xs_payload_info info;

	if (!xs_payload_info(core, name, &info) && *info.reason)
		return info.reason;
	return strerror(-err);
}

/* What the next payload stands on: it was verified when it was built. */
static int payload_apply(struct xs_core *core, const char *name)
{
	struct xs_status status;
	int err = xs_action(core, name, XS_ACTION_APPLY, 0, XS_FLAG_NODEPS);

	if (err)
		return err;
	xs_stop_drive(core);
	return xs_get(core, name, &status) ? -XS_ENOENT : status.rc;
}

/* @last: the one in question; those in front of it are applied. */
static enum status payload_verify(struct xs_core *core, const char *path, bool last)
{
	size_t len = strlen(path);
	const char *name = len < XS_NAME_SIZE ? path : path + len - (XS_NAME_SIZE - 1);
	struct xs_payload_info info;
	void *bytes = file_read(path, &len);
	int err;

	if (!bytes)
		return STATUS_USAGE;
	err = xs_upload(core, name, bytes, len);
	free(bytes);
	if (!err)
		err = last ? xs_action(core, name, XS_ACTION_CHECK, 0, 0)
			   : payload_apply(core, name);
	if (err) {
		fprintf(stderr, "%s refused: %s\n", path, reason_of(core, name, err));
		return STATUS_REFUSED;
	}
	xs_payload_info(core, name, &info);
	printf("%s: good, %u functions, %lu bytes of text, %lu read-only, %lu writable\n", path,
	       info.funcs, (unsigned long)info.text_len, (unsigned long)info.rodata_len,
	       (unsigned long)info.data_len);
	return STATUS_OK;
}

/* What was applied to the copy is not freed with the engine. */
static void payloads_revert(struct xs_core *core)
{
	struct xs_payload *p, *top;
	struct xs_payload_info info, highest;

	do {
		top = NULL;
		memset(&highest, 0, sizeof(highest));
		for (p = xs_payload_next(core, NULL); p; p = xs_payload_next(core, p))
			if (!xs_payload_info(core, xs_payload_name(p), &info) &&
			    info.apply_idx > highest.apply_idx) {
				highest = info;
				top = p;
			}
		if (top && xs_action(core, xs_payload_name(top), XS_ACTION_REVERT, 0, 0))
			break;
		xs_stop_drive(core);
	} while (top);
}

static void usage(FILE *to)
{
	fputs("usage: xsplice-verify [-v] --xen-syms FILE PAYLOAD...\n"
	      "Says what the host with that image would say to each payload: upload, then check.\n"
	      "The last payload is the one in question; those in front of it are taken to be "
	      "applied.\n"
	      "  --xen-syms FILE, --image FILE  the image with its symbols\n"
	      "  --landing-pads                 demand endbr64 where the host will call by "
	      "pointer\n"
	      "  -v, --verbose                  log as the host would\n"
	      "Exit status: 0 all are good, 1 one was refused, 2 the question was wrong.\n",
	      to);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"xen-syms", required_argument, NULL, 'i'},
		{"image", required_argument, NULL, 'i'},
		{"landing-pads", no_argument, NULL, 'l'},
		{"verbose", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{0},
	};
	struct offline offline = {0};
	enum status status = STATUS_OK;
	const char *image = NULL;
	struct xs_core *core;
	int option, i;

	while ((option = getopt_long(argc, argv, "vh", options, NULL)) != -1) {
		if (option == 'i') {
			image = optarg;
		} else if (option == 'v') {
			offline.verbose = true;
		} else if (option == 'l') {
			offline.landing_pads = true;
		} else if (option == 'V') {
			puts("xsplice-verify " XS_VERSION);
			return STATUS_OK;
		} else {
			usage(option == 'h' ? stdout : stderr);
			return option == 'h' ? STATUS_OK : STATUS_USAGE;
		}
	}
	if (!image || optind == argc) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (!elf_image_open(&offline.image, image))
		return STATUS_USAGE;
	offline.next_va = (offline.image.end + NEAR_GAP - 1) & ~(uint64_t)(NEAR_GAP - 1);
	if (xs_core_new(&offline_host, &offline, &core))
		return STATUS_USAGE;
	for (i = optind; i < argc && status == STATUS_OK; i++)
		status = payload_verify(core, argv[i], i == argc - 1);
	payloads_revert(core);
	xs_core_free(core);
	elf_image_close(&offline.image);
	return status;
}
