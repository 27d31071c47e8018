// SPDX-License-Identifier: BSD-2-Clause
#include "image.h"

#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct piece {
	const uint8_t *at;
	uint8_t *bytes;
	size_t len;
};

struct image_copy {
	struct piece pieces[8];
	unsigned int count;
};

/* Byte by byte: between the variables of an instrumented program lie red zones. */
__attribute__((no_sanitize("address"))) static void bytes_take(const struct piece *p)
{
	const volatile uint8_t *from = p->at;
	size_t off;

	for (off = 0; off < p->len; off++)
		p->bytes[off] = from[off];
}

__attribute__((no_sanitize("address"))) static size_t bytes_differ(const struct piece *p)
{
	const volatile uint8_t *from = p->at;
	size_t off, count = 0;

	for (off = 0; off < p->len; off++)
		if (from[off] != p->bytes[off] && !count++)
			printf("# first difference at %p\n", (const void *)(p->at + off));
	return count;
}

static int piece_take(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct image_copy *copy = arg;
	unsigned int i;

	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *phdr = &info->dlpi_phdr[i];
		struct piece *p = &copy->pieces[copy->count];

		if (phdr->p_type != PT_LOAD || phdr->p_flags & PF_W || copy->count == 8)
			continue;
		p->at = (const uint8_t *)(info->dlpi_addr + phdr->p_vaddr);
		p->len = phdr->p_memsz;
		p->bytes = malloc(p->len);
		bytes_take(p);
		copy->count++;
	}
	return 1;
}

struct image_copy *image_take(void)
{
	struct image_copy *copy = calloc(1, sizeof(*copy));

	dl_iterate_phdr(piece_take, copy);
	return copy;
}

size_t image_differs(const struct image_copy *copy)
{
	size_t count = 0;
	unsigned int i;

	for (i = 0; i < copy->count; i++)
		count += bytes_differ(&copy->pieces[i]);
	return count;
}

void image_free(struct image_copy *copy)
{
	unsigned int i;

	for (i = 0; i < copy->count; i++)
		free(copy->pieces[i].bytes);
	free(copy);
}

unsigned int image_writable_text(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned int count = 0;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps)) {
		const char *flags = strchr(line, ' ');

		if (flags && flags[2] == 'w' && flags[3] == 'x') {
			printf("# %s", line);
			count++;
		}
	}
	if (maps)
		fclose(maps);
	return count;
}
