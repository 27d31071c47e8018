/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks a vCPU of dom0 as one that waits with its stack put aside, as a vm_event does, and takes the mark
 * away four seconds later.
 */
#include <xen/lib.h>
#include <xen/livepatch_payload.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/timer.h>

static struct timer timer;

static void cf_check go_on(void *data)
{
	struct vcpu *v = data;

	v->affinity_broken &= ~VCPU_AFFINITY_WAIT;
	printk("stop: the vCPU goes on\n");
}

static void cf_check park(livepatch_payload_t *payload)
{
	struct vcpu *v = hardware_domain->vcpu[0];

	v->affinity_broken |= VCPU_AFFINITY_WAIT;
	init_timer(&timer, go_on, v, smp_processor_id());
	set_timer(&timer, NOW() + SECONDS(4));
}

static int cf_check pre_revert(livepatch_payload_t *payload)
{
	kill_timer(&timer);
	return 0;
}

LIVEPATCH_POSTAPPLY_HOOK(park);
LIVEPATCH_PREREVERT_HOOK(pre_revert);
