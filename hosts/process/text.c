// SPDX-License-Identifier: BSD-2-Clause
/*
 * A page of the image that is to be patched becomes a page of a memfd first: same bytes, mapped over
 * the old page in one system call (threads that run there fault, wait for the kernel's lock and see the
 * same code again). Then it can be mapped a second time, writable: mremap() with an old size of 0
 * duplicates a shared mapping, so no file descriptor need be kept.
 */
#include "port.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE_MASK (~(uint64_t)(PAGE_LEN - 1))

int text_init(struct text *text, const struct program *program)
{
	text->program = program;
	text->shared = calloc(((program->hi - program->lo) / PAGE_LEN + 7) / 8, 1);
	return text->shared ? 0 : -ENOMEM;
}

void text_fini(struct text *text)
{
	/* The pages stay what they are; a later start finds them through their contents. */
	free(text->shared);
	memset(text, 0, sizeof(*text));
}

/*
 * Straight to the kernel: to the C library's wrappers, as sanitizers replace them, this would be a read
 * across red zones and a new object.
 */
static ssize_t bytes_write(int fd, const void *bytes, size_t len)
{
	return syscall(SYS_write, fd, bytes, len);
}

static bool pages_map(void *at, size_t len, int prot, int fd)
{
	return syscall(SYS_mmap, at, len, prot, MAP_SHARED | MAP_FIXED, fd, 0ul) ==
	       (long)(uintptr_t)at;
}

int text_private(uint64_t va, size_t len, int prot)
{
	void *at = (void *)(uintptr_t)va;
	ssize_t written = 0;
	int fd, err = 0;
	size_t done;

	fd = memfd_create("xsplice-text", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (done = 0; !err && done < len; done += (size_t)written) {
		written = bytes_write(fd, (const uint8_t *)at + done, len - done);
		if (written <= 0)
			err = written ? -errno : -EIO;
	}
	if (!err && !pages_map(at, len, prot, fd))
		err = -errno;
	close(fd);
	return err;
}

static int page_share(struct text *text, uint64_t page)
{
	uint64_t idx = (page - text->program->lo) / PAGE_LEN;
	bool code;
	int err;

	if (text->shared[idx / 8] & (1u << idx % 8))
		return 0;
	code = program_range(text->program, page, 1) == XS_RANGE_TEXT ||
	       program_range(text->program, page + PAGE_LEN - 1, 1) == XS_RANGE_TEXT;
	err = text_private(page, PAGE_LEN, PROT_READ | (code ? PROT_EXEC : 0));
	if (!err)
		text->shared[idx / 8] |= (uint8_t)(1u << idx % 8);
	return err;
}

int text_alias(struct text *text, uint64_t va, size_t len, void **alias)
{
	uint64_t first = va & PAGE_MASK, end = (va + len + PAGE_LEN - 1) & PAGE_MASK, page;
	bool image = first >= text->program->lo && end <= text->program->hi;
	size_t total = end - first;
	uint8_t *window;
	int err = 0;

	for (page = first; image && page < end; page += PAGE_LEN) {
		err = page_share(text, page);
		if (err)
			return err;
	}
	/* Neighbouring pages may belong to different files: duplicated one by one into one window. */
	window = mmap(NULL, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (window == MAP_FAILED)
		return -errno;
	for (page = first; page < end; page += PAGE_LEN)
		if (mremap((void *)(uintptr_t)page, 0, PAGE_LEN, MREMAP_MAYMOVE | MREMAP_FIXED,
			   window + (page - first)) == MAP_FAILED)
			goto unmap_window;
	if (mprotect(window, total, PROT_READ | PROT_WRITE))
		goto unmap_window;
	*alias = window + (va - first);
	return 0;

unmap_window:
	err = -errno;
	munmap(window, total);
	return err;
}

void text_unalias(void *alias, size_t len)
{
	uint64_t va = (uintptr_t)alias, first = va & PAGE_MASK;

	munmap((void *)(uintptr_t)first, ((va + len + PAGE_LEN - 1) & PAGE_MASK) - first);
}

int text_fork_child(struct text *text)
{
	uint64_t page, idx;
	bool code;
	int err;

	for (page = text->program->lo; page < text->program->hi; page += PAGE_LEN) {
		idx = (page - text->program->lo) / PAGE_LEN;
		if (!(text->shared[idx / 8] & (1u << idx % 8)))
			continue;
		code = program_range(text->program, page, 1) == XS_RANGE_TEXT ||
		       program_range(text->program, page + PAGE_LEN - 1, 1) == XS_RANGE_TEXT;
		err = text_private(page, PAGE_LEN, PROT_READ | (code ? PROT_EXEC : 0));
		if (err)
			return err;
	}
	return 0;
}
