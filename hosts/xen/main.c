/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The port's table of contents: what the core may ask of Xen, and where Xen calls in. The other
 * entry points are livepatch_op() in control.c, is_patch() in tables.c, and revert_payload() and
 * revert_payload_tail() in facade.c.
 */
#include "port.h"

#include <xen/init.h>
#include <xen/lib.h>
#include <xen/sched.h>

struct xs_core *__read_mostly xs_port_core;

static const uint32_t no_stop;
static const uint32_t *__read_mostly stop_word = &no_stop;

static const struct xs_host xen_host = {
	.name = "xen",
	.page_size = PAGE_SIZE,

	.alloc = xs_port_alloc,
	.free = xs_port_free,
	.guard = xs_port_guard,
	.unguard = xs_port_unguard,

	.text_reserve = xs_port_reserve,
	.text_seal = xs_port_seal,
	.text_release = xs_port_release,

	.symbol_by_name = xs_port_symbol_by_name,
	.symbol_by_addr = xs_port_symbol_by_addr,

	.percpu_reserve = xs_port_percpu_reserve,
	.percpu_clear = xs_port_percpu_clear,

	.text_range = xs_port_text_range,
	.text_read = xs_port_text_read,
	.text_alias = xs_port_text_alias,
	.text_unalias = xs_port_text_unalias,

	.cpu_limit = xs_port_cpu_limit,
	.cpu_present = xs_port_cpu_present,
	.cpus_hold = xs_port_cpus_hold,
	.cpus_release = xs_port_cpus_release,
	.kick = xs_port_kick,
	.relax = xs_port_relax,
	.now = xs_port_now,

	.irqs_off = xs_port_irqs_off,
	.irqs_on = xs_port_irqs_on,
	.stop_enter = xs_port_stop_enter,
	.stop_leave = xs_port_stop_leave,
	.sync_core = xs_port_sync_core,
	.parked = xs_port_parked,

	.alternatives = xs_port_alternatives,
	.attach = xs_port_attach,
	.detach = xs_port_detach,
	.settled = xs_port_settled,

	.call_void = xs_port_call_void,
	.call_hook = xs_port_call_hook,

	.build_id = xs_port_build_id,
	.log = xs_port_log,
};

/*
 * Called from the idle loop behind a tasklet, and from every stack reset. Only an idle vCPU of the idle
 * domain takes part: with core scheduling, idle vCPUs stand in for guests' too, and must go on at once.
 */
void check_for_livepatch_work(void)
{
	if (likely(!ACCESS_ONCE(*stop_word)))
		return;
	if (!is_idle_domain(current->sched_unit->domain))
		return;
	xs_stop_poll(xs_port_core, smp_processor_id());
}

static int __init cf_check xs_port_init(void)
{
	int err;

	xs_port_memory_init();
	err = xs_port_cpus_init();
	if (!err)
		err = xs_core_new(&xen_host, NULL, &xs_port_core);
	if (err) {
		printk(XENLOG_ERR "xsplice: no live patching: error %d\n", err);
		return err;
	}
	xs_port_keyhandler_init();
	stop_word = xs_stop_word(xs_port_core);
	return 0;
}
__initcall(xs_port_init);
