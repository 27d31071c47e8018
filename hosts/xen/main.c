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

struct xs_core *__read_mostly port_core;

static const uint32_t no_stop;
static const uint32_t *__read_mostly stop_word = &no_stop;

static const struct xs_host xen_host = {
	.name = "xen",
	.page_size = PAGE_SIZE,

	.alloc = port_alloc,
	.free = port_free,

	.text_reserve = port_reserve,
	.text_seal = port_seal,
	.text_release = port_release,

	.symbol_by_name = port_symbol_by_name,
	.symbol_by_addr = port_symbol_by_addr,

	.text_range = port_text_range,
	.text_read = port_text_read,
	.text_alias = port_text_alias,
	.text_unalias = port_text_unalias,

	.cpu_limit = port_cpu_limit,
	.cpu_present = port_cpu_present,
	.cpus_hold = port_cpus_hold,
	.cpus_release = port_cpus_release,
	.kick = port_kick,
	.relax = port_relax,
	.now = port_now,

	.irqs_off = port_irqs_off,
	.irqs_on = port_irqs_on,
	.stop_enter = port_stop_enter,
	.stop_leave = port_stop_leave,
	.sync_core = port_sync_core,
	.parked = port_parked,

	.alternatives = port_alternatives,
	.attach = port_attach,
	.detach = port_detach,
	.settled = port_settled,

	.call_void = port_call_void,
	.call_hook = port_call_hook,

	.build_id = port_build_id,
	.log = port_log,
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
	xs_stop_poll(port_core, smp_processor_id());
}

static int __init cf_check port_init(void)
{
	int err;

	port_memory_init();
	err = port_cpus_init();
	if (!err)
		err = xs_core_new(&xen_host, NULL, &port_core);
	if (err) {
		printk(XENLOG_ERR "xsplice: no live patching: error %d\n", err);
		return err;
	}
	port_keyhandler_init();
	stop_word = xs_stop_word(port_core);
	return 0;
}
__initcall(port_init);
