/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUs: which there are, holding their number, and bringing each one to the idle loop.
 *
 * Here and in stop.c they are counted through rather than searched for: Xen's bit searches are inline, and
 * a fix of them would change this code, which may never be patched.
 */
#include "port.h"

#include <xen/cpu.h>
#include <xen/cpumask.h>
#include <xen/tasklet.h>
#include <xen/time.h>
#include <xen/xmalloc.h>

/* One for each possible CPU; a tasklet is on one CPU's list at most. */
static struct tasklet *kicks;

/* A stop is being prepared or under way: no CPU may come or go. */
static bool held;

static int cf_check refuse_hotplug(struct notifier_block *nb, unsigned long action, void *hcpu)
{
	switch (action) {
	case CPU_UP_PREPARE:
	case CPU_DOWN_PREPARE:
		if (ACCESS_ONCE(held))
			return notifier_from_errno(-EBUSY);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block hotplug = {.notifier_call = refuse_hotplug};

/*
 * There is nothing to do: a CPU with tasklet work is made to schedule its idle vCPU, whatever the
 * scheduler and its granularity, and the idle loop passes check_for_livepatch_work() behind the work.
 */
static void cf_check pass_idle_loop(void *data)
{
}

int __init xs_port_cpus_init(void)
{
	unsigned int cpu;

	kicks = xzalloc_array(struct tasklet, nr_cpu_ids);
	if (!kicks)
		return -ENOMEM;
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		tasklet_init(&kicks[cpu], pass_idle_loop, NULL);
	register_cpu_notifier(&hotplug);
	return 0;
}

unsigned int cf_check xs_port_cpu_limit(void *ctx)
{
	return nr_cpu_ids;
}

bool cf_check xs_port_cpu_present(void *ctx, unsigned int cpu)
{
	return cpu_online(cpu);
}

/*
 * The maps' own lock belongs to the CPU that takes it, and an action ends on another one than it began
 * on. So it is only taken to be sure that no CPU is on its way up or down, and from then on the
 * notifier refuses.
 */
int cf_check xs_port_cpus_hold(void *ctx)
{
	int err;

	if (!get_cpu_maps())
		return -XS_EBUSY;
	err = cpu_in_hotplug_context() ? -XS_EBUSY : xs_port_nmi_install();
	if (!err)
		ACCESS_ONCE(held) = true;
	put_cpu_maps();
	return err;
}

void cf_check xs_port_cpus_release(void *ctx)
{
	xs_port_nmi_remove();
	ACCESS_ONCE(held) = false;
}

void cf_check xs_port_kick(void *ctx)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (cpu_online(cpu))
			tasklet_schedule_on_cpu(&kicks[cpu], cpu);
}

void cf_check xs_port_relax(void *ctx)
{
	cpu_relax();
}

uint64_t cf_check xs_port_now(void *ctx)
{
	return NOW();
}
