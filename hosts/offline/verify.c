// SPDX-License-Identifier: BSD-2-Clause
/*
 * xsplice-verify: the core against a host's image on disk. Everything that UPLOAD and CHECK would say on
 * the running host, without one; and the smallest example of a host.
 */
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elfimage.h"

enum status { STATUS_OK = 0, STATUS_REFUSED = 1, STATUS_USAGE = 2 };

#define PAGE_LEN 4096u
#define NEAR_GAP 0x200000u /* payloads begin at the next multiple behind the image */

struct offline {
	struct elf_image image;
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
	void *mem = aligned_alloc(PAGE_LEN, len);

	if (!mem)
		return -XS_ENOMEM;
	memset(mem, 0, len);
	out->va = o->next_va;
	out->mem = mem;
	out->len = len;
	o->next_va += len;
	return 0;
}

static int offline_seal(void *ctx, const struct xs_span *span, enum xs_prot prot)
{
	return 0;
}

static void offline_release(void *ctx, const struct xs_span *span)
{
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

static enum xs_range offline_range(void *ctx, uint64_t va, size_t len)
{
	return elf_image_range(&((struct offline *)ctx)->image, va, len);
}

static const void *offline_read(void *ctx, uint64_t va, size_t len)
{
	return elf_image_read(&((struct offline *)ctx)->image, va, len);
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
	.text_range = offline_range,
	.text_read = offline_read,
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

/* @below: payloads that were given in front of this one; it is taken to stand on them. */
static enum status payload_verify(struct xs_core *core, const char *path, bool below)
{
	struct xs_payload_info info;
	char name[XS_NAME_SIZE];
	char *copy = strdup(path);
	size_t len = 0;
	void *bytes = file_read(path, &len);
	int err;

	snprintf(name, sizeof(name), "%.*s", XS_NAME_SIZE - 1, copy ? basename(copy) : path);
	free(copy);
	if (!bytes)
		return STATUS_USAGE;
	err = xs_upload(core, name, bytes, len);
	free(bytes);
	if (!err)
		err = xs_action(core, name, XS_ACTION_CHECK, 0, below ? XS_FLAG_NODEPS : 0);
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

static void usage(FILE *to)
{
	fputs("usage: xsplice-verify [-v] --xen-syms FILE PAYLOAD...\n"
	      "Says what the host with that image would say to each payload: upload, then check.\n"
	      "Payloads are taken to stand on those in front of them.\n"
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
		status = payload_verify(core, argv[i], i > optind);
	xs_core_free(core);
	elf_image_close(&offline.image);
	return status;
}
