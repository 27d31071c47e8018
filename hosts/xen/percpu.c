/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reserve for per-CPU variables of payloads: a per-CPU variable of the port's own, so that every
 * area has it where code looks for it.
 */
#include "port.h"

#include <xen/cache.h>
#include <xen/cpu.h>
#include <xen/percpu.h>
#include <asm/smp.h>

/* Xen has 9 KiB of its own; fixes add a pointer or a counter. */
#define RESERVE_LEN 2048

struct reserve {
	uint8_t bytes[RESERVE_LEN];
} __aligned(XS_PERCPU_ALIGN);

/* xsplice-verify and xsplice-build look for it by name (XS_PERCPU_RESERVE). */
DECLARE_PER_CPU(struct reserve, xs_reserve);
DEFINE_PER_CPU(struct reserve, xs_reserve);

bool cf_check xs_port_percpu_reserve(void *ctx, struct xs_reserve *out)
{
	BUILD_BUG_ON(XS_PERCPU_ALIGN < SMP_CACHE_BYTES);
	out->va = (unsigned long)&get_per_cpu_var(xs_reserve);
	out->len = RESERVE_LEN;
	out->align = XS_PERCPU_ALIGN;
	return true;
}

/*
 * An offline CPU has an area if it is parked; else what its offset says is on its way to be freed, and
 * Xen zeroes the one that it gets when it comes back. With no area at all the offset leads to where no
 * address can be.
 */
static bool has_area(unsigned int cpu)
{
	unsigned long va = (unsigned long)&per_cpu(xs_reserve, cpu);

	return cpu_online(cpu) || (park_offline_cpus && is_canonical_address(va));
}

int cf_check xs_port_percpu_clear(void *ctx, uint64_t va, size_t len)
{
	size_t off = va - (unsigned long)&get_per_cpu_var(xs_reserve);
	unsigned int cpu;

	if (!get_cpu_maps())
		return -XS_EBUSY;
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (has_area(cpu))
			memset(per_cpu(xs_reserve, cpu).bytes + off, 0, len);
	put_cpu_maps();
	return 0;
}
