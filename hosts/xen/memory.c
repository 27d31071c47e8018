/* SPDX-License-Identifier: GPL-2.0-only */
/* Heap, and memory near the text: the gap between Xen's image and its executable fixmap. */
#include "port.h"

#include <xen/mm.h>
#include <xen/vmap.h>
#include <xen/xmalloc.h>
#include <asm/fixmap.h>
#include <asm/setup.h>

/* Above this, contiguous pages are hard to get from a hypervisor that has run for a while. */
#define HEAP_MAX PAGE_SIZE

/*
 * The fixmap's executable part and the per-CPU stubs lie at the end of Xen's 1 GiB; everything from
 * the image's last byte up to them is free, and within reach of 32-bit displacements.
 */
void __init xs_port_memory_init(void)
{
	void *start = __2M_rwdata_end;
	void *end = (void *)(XEN_VIRT_END - FIXADDR_X_SIZE - NR_CPUS * PAGE_SIZE);

	BUG_ON(end <= start);
	vm_init_type(VMAP_XEN, start, end);
}

void *cf_check xs_port_alloc(void *ctx, size_t len)
{
	if (len <= HEAP_MAX)
		return xzalloc_bytes(len);
	return vzalloc(len);
}

void cf_check xs_port_free(void *ctx, void *mem)
{
	unsigned long va = (unsigned long)mem;

	if (va >= VMAP_VIRT_START && va < VMAP_VIRT_END)
		vfree(mem);
	else
		xfree(mem);
}

int cf_check xs_port_reserve(void *ctx, size_t len, struct xs_span *out)
{
	void *mem;

	if (!len || (len & (PAGE_SIZE - 1)))
		return -XS_EINVAL;
	mem = vmalloc_xen(len);
	if (!mem)
		return -XS_ENOMEM;
	memset(mem, 0, len);
	out->va = (unsigned long)mem;
	out->mem = mem;
	out->len = len;
	return 0;
}

int cf_check xs_port_seal(void *ctx, const struct xs_span *span, enum xs_prot prot)
{
	unsigned int flags = PAGE_HYPERVISOR_RW;

	if (!span->len)
		return 0;
	if (prot == XS_PROT_RX)
		flags = PAGE_HYPERVISOR_RX;
	else if (prot == XS_PROT_RO)
		flags = PAGE_HYPERVISOR_RO;
	/*
	 * RX and RO clear the dirty bits too: with shadow stacks in use a read-only dirty page is one
	 * of those. The function flushes every CPU's TLB.
	 */
	return modify_xen_mappings(span->va, span->va + span->len, flags);
}

void cf_check xs_port_release(void *ctx, const struct xs_span *span)
{
	if (span->len)
		vfree(span->mem);
}
