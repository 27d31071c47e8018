// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Left free on either side, so that an overrun faults and the heap does not bump into a payload. */
#define GUARD_LEN (16u * PAGE_LEN)
#define REACH (0x80000000ull - GUARD_LEN)
#define LOWEST 0x10000ull

/* A program at a fixed address below 2 GiB has 32-bit absolute addresses, which must reach too. */
#define ABSOLUTE_HI 0x7fff0000ull

struct window {
	uint64_t lo, hi; /* where memory must lie */
	uint64_t
		below; /* the image's start: as near to it as can be, else as far above as can be */
	size_t len;    /* wanted */
	uint64_t best; /* 0: none */
	bool best_below;
};

static struct window window_of(const struct program *program, size_t len)
{
	struct window w = {.len = len + 2 * GUARD_LEN, .below = program->lo};

	w.lo = program->hi > REACH + LOWEST ? program->hi - REACH : LOWEST;
	w.hi = program->lo + REACH;
	if (program->hi <= ABSOLUTE_HI && w.hi > ABSOLUTE_HI)
		w.hi = ABSOLUTE_HI;
	return w;
}

/*
 * A gap below the image is preferred, its upper end. Above the image grows the heap: the highest place
 * within reach is the one it comes to last.
 */
static void gap_consider(struct window *w, uint64_t lo, uint64_t hi)
{
	bool below;

	if (lo < w->lo)
		lo = w->lo;
	if (hi > w->hi)
		hi = w->hi;
	if (hi <= lo || hi - lo < w->len)
		return;
	below = hi <= w->below;
	if (w->best && w->best_below && !below)
		return;
	w->best = (hi - w->len + GUARD_LEN) & ~(uint64_t)(PAGE_LEN - 1);
	w->best_below = below;
}

static int gaps_search(struct window *w)
{
	unsigned long start, end;
	uint64_t last = LOWEST;
	char line[512];
	FILE *maps;

	maps = fopen("/proc/self/maps", "re");
	if (!maps)
		return -errno;
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx", &start, &end) != 2)
			continue;
		if (start > last)
			gap_consider(w, last, start);
		last = end;
	}
	fclose(maps);
	gap_consider(w, last, UINT64_MAX);
	return w->best ? 0 : -ENOMEM;
}

int near_reserve(const struct program *program, size_t len, struct xs_span *out)
{
	size_t total = (len + PAGE_LEN - 1) & ~(size_t)(PAGE_LEN - 1);
	int err = -ENOMEM, fd, tries;
	struct window w;
	void *at;

	fd = memfd_create("xsplice-payload", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)total)) {
		err = -errno;
		goto close_file;
	}
	/* Another thread may take the gap between the look and the mapping: then look again. */
	for (tries = 0; tries < 8; tries++) {
		w = window_of(program, total);
		err = gaps_search(&w);
		if (err)
			break;
		at = mmap((void *)(uintptr_t)w.best, total, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);
		if (at == (void *)(uintptr_t)w.best) {
			*out = (struct xs_span){.va = w.best, .mem = at, .len = total};
			break;
		}
		err = at == MAP_FAILED ? -errno : -ENOMEM;
		if (at != MAP_FAILED)
			munmap(at, total);
		if (err != -EEXIST)
			break;
	}
close_file:
	close(fd);
	return err;
}

/* Writable data are the process's own: a child made by fork() must not share them. */
static int data_private(const struct xs_span *span)
{
	void *copy = malloc(span->len);
	int err = 0;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, span->mem, span->len);
	if (mmap(span->mem, span->len, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		err = -errno;
	else
		memcpy(span->mem, copy, span->len);
	free(copy);
	return err;
}

int near_seal(const struct xs_span *span, enum xs_prot prot)
{
	static const int prots[] = {
		[XS_PROT_RX] = PROT_READ | PROT_EXEC,
		[XS_PROT_RO] = PROT_READ,
	};

	if (!span->len)
		return 0;
	if (prot == XS_PROT_RW)
		return data_private(span);
	return mprotect((void *)(uintptr_t)span->va, span->len, prots[prot]) ? -errno : 0;
}

void near_release(const struct xs_span *span)
{
	if (span->len)
		munmap((void *)(uintptr_t)span->va, span->len);
}
