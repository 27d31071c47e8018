/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside the stop: interrupts, the last look, and the CPUs' instruction streams. */
#include "port.h"

#include <xen/percpu.h>
#include <xen/rcupdate.h>
#include <xen/sched.h>
#include <asm/hardirq.h>
#include <asm/processor.h>

static DEFINE_PER_CPU(bool, in_stop);

bool xs_port_in_stop(void)
{
	return this_cpu(in_stop);
}

unsigned long cf_check xs_port_irqs_off(void *ctx)
{
	unsigned long flags;

	local_irq_save(flags);
	xs_port_nmi_hold();
	this_cpu(in_stop) = true;
	return flags;
}

void cf_check xs_port_irqs_on(void *ctx, unsigned long flags)
{
	this_cpu(in_stop) = false;
	xs_port_nmi_let_go();
	local_irq_restore(flags);
}

/*
 * A vCPU that waits for its monitor's answer has left its hypervisor stack aside, to go on with it
 * later. The mark stands from before the stack is put aside until after it has been taken up again.
 */
int cf_check xs_port_parked(void *ctx, const char **why)
{
	struct domain *d;
	struct vcpu *v;
	int rc = 0;

	rcu_read_lock(&domlist_read_lock);
	for_each_domain(d)
		for_each_vcpu(d, v) if (ACCESS_ONCE(v->affinity_broken) & VCPU_AFFINITY_WAIT) rc =
			-XS_EBUSY;
	rcu_read_unlock(&domlist_read_lock);
	if (rc)
		*why = "a vCPU waits for a vm_event reply with its hypervisor stack put aside";
	return rc;
}

int cf_check xs_port_stop_enter(void *ctx, const char **why)
{
	unsigned int cpu;

	if (!xs_port_nmi_installed()) {
		*why = "another NMI handler was installed meanwhile";
		return -XS_EBUSY;
	}
	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		if (!cpu_online(cpu) || !ACCESS_ONCE(mce_count(cpu)))
			continue;
		*why = "a CPU stands in its machine-check handler";
		return -XS_EBUSY;
	}
	return xs_port_parked(ctx, why);
}

void cf_check xs_port_stop_leave(void *ctx)
{
	/* Every CPU lets its own NMIs go when it turns its interrupts on. */
}

void cf_check xs_port_sync_core(void *ctx)
{
	/* A move to a control register other than CR8 serialises; this one is free to be written. */
	asm volatile("mov %0, %%cr2" : : "r"(read_cr2()) : "memory");
}
