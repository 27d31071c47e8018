/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NMIs around a stop.
 *
 * From xs_port_nmi_install() on a filter stands before Xen's NMI handling. It lets NMIs through, except on
 * a CPU that holds them: there it only takes note, and the CPU raises one NMI at itself when it lets
 * go. Each CPU reads and writes its own marks alone, so a handler either began (and ended) before its
 * CPU held NMIs, or sees that it does; no look at other CPUs' counts could be as sure.
 *
 * Machine checks are not held back: returning from one unserved leaves MCG_STATUS.MCIP set, and the next
 * is a shutdown. A stop does not begin while one is being served; what they pass through may never be
 * patched, and an atomic store shows a handler the old function or the new one.
 */
#include "port.h"

#include <xen/percpu.h>
#include <asm/apic.h>
#include <asm/nmi.h>

static DEFINE_PER_CPU(bool, nmi_hold);
static DEFINE_PER_CPU(bool, nmi_held);

static nmi_callback_t *next_callback;
static bool installed;

static int cf_check filter_nmi(const struct cpu_user_regs *regs, int cpu)
{
	nmi_callback_t *next;

	if (this_cpu(nmi_hold)) {
		this_cpu(nmi_held) = true;
		return 1;
	}
	next = ACCESS_ONCE(next_callback);
	return next ? next(regs, cpu) : 0;
}

int xs_port_nmi_install(void)
{
	if (installed)
		return -XS_EBUSY;
	next_callback = set_nmi_callback(filter_nmi);
	installed = true;
	return 0;
}

/* A crash or a profiler may have put its own callback over the filter: that one stays. */
void xs_port_nmi_remove(void)
{
	nmi_callback_t *found;

	if (!installed)
		return;
	found = set_nmi_callback(next_callback);
	if (found != filter_nmi)
		set_nmi_callback(found);
	installed = false;
}

bool xs_port_nmi_installed(void)
{
	nmi_callback_t *found = set_nmi_callback(filter_nmi);

	if (found == filter_nmi)
		return true;
	set_nmi_callback(found);
	return false;
}

void xs_port_nmi_hold(void)
{
	this_cpu(nmi_hold) = true;
	barrier();
}

void xs_port_nmi_let_go(void)
{
	barrier();
	this_cpu(nmi_hold) = false;
	barrier();
	if (this_cpu(nmi_held)) {
		this_cpu(nmi_held) = false;
		self_nmi();
	}
}
