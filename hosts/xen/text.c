/* SPDX-License-Identifier: GPL-2.0-only */
/* The image's bytes: what an address is, and the second, writable mapping of it. */
#include "port.h"

#include <xen/kernel.h>
#include <xen/mm.h>
#include <xen/pfn.h>
#include <xen/vmap.h>
#include <xen/xmalloc.h>
#include <asm/setup.h>

/* The linker script's; no header has them. */
extern const char _etextentry[], __init_begin[], __init_end[];

/* Most ranges of a plan are shorter than a jump: two pages at most. */
#define FEW_PAGES 2

struct image_range {
	const void *start, *end;
	enum xs_range range;
};

/*
 * In this order: the first that holds an address names it. Ahead of .text.entry lies .text.header, the
 * boot code that a starting CPU still runs before it has its page tables; nothing may go there either.
 */
static const struct image_range image_ranges[] = {
	{_stext, _etextentry, XS_RANGE_ENTRY},	  {_stext, _etext, XS_RANGE_TEXT},
	{_srodata, _erodata, XS_RANGE_RODATA},	  {__init_begin, __init_end, XS_RANGE_INIT},
	{__2M_rwdata_start, _end, XS_RANGE_DATA},
};

static bool is_within(const struct image_range *r, uint64_t va, size_t len)
{
	uint64_t start = (unsigned long)r->start, end = (unsigned long)r->end;

	return va >= start && va < end && len <= end - va;
}

enum xs_range cf_check xs_port_text_range(void *ctx, uint64_t va, size_t len)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(image_ranges); i++)
		if (is_within(&image_ranges[i], va, len))
			return image_ranges[i].range;
	return XS_RANGE_NONE;
}

const void *cf_check xs_port_text_read(void *ctx, uint64_t va, size_t len)
{
	switch (xs_port_text_range(ctx, va, len)) {
	case XS_RANGE_TEXT:
	case XS_RANGE_RODATA:
	case XS_RANGE_DATA:
	case XS_RANGE_ENTRY:
		return _p(va);
	default: /* .init pages are given back to the heap */
		return NULL;
	}
}

int cf_check xs_port_text_alias(void *ctx, uint64_t va, size_t len, void **alias)
{
	unsigned long first = va & PAGE_MASK;
	unsigned int i, pages = PFN_UP(va + len) - PFN_DOWN(va);
	mfn_t few[FEW_PAGES], *mfns = few;
	void *map = NULL;

	if (!len || va + len < va)
		return -XS_EINVAL;
	if (pages > FEW_PAGES) {
		mfns = xmalloc_array(mfn_t, pages);
		if (!mfns)
			return -XS_ENOMEM;
	}
	for (i = 0; i < pages; i++) {
		mfns[i] = xen_map_to_mfn(first + i * PAGE_SIZE);
		if (mfn_eq(mfns[i], INVALID_MFN))
			goto free;
	}
	map = vmap(mfns, pages);
free:
	if (mfns != few)
		xfree(mfns);
	if (!map)
		return -XS_ENOMEM;
	*alias = map + (va - first);
	return 0;
}

void cf_check xs_port_text_unalias(void *ctx, void *alias, size_t len)
{
	/* Tears the mapping down and flushes every CPU's TLB. */
	vunmap(_p((unsigned long)alias & PAGE_MASK));
}
