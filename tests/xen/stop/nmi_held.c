/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stays in the stop for two seconds and tells what became of the NMIs that arrived meanwhile: none may be
 * served by the handler that was there before, until the stop is over.
 */
#include <xen/cpumask.h>
#include <xen/lib.h>
#include <xen/livepatch_payload.h>
#include <xen/percpu.h>
#include <xen/smp.h>
#include <xen/time.h>
#include <asm/nmi.h>

static nmi_callback_t *before;
static bool inside;
static unsigned int arrived, served_inside, served_later;

static int cf_check serve(const struct cpu_user_regs *regs, int cpu)
{
	if (ACCESS_ONCE(inside))
		served_inside++;
	else if (arrived)
		served_later++;
	return 1;
}

static unsigned int count_nmis(void)
{
	unsigned int cpu, count = 0;

	for_each_online_cpu(cpu) count += ACCESS_ONCE(per_cpu(nmi_count, cpu));
	return count;
}

static int cf_check pre_apply(livepatch_payload_t *payload)
{
	before = set_nmi_callback(serve);
	return 0;
}

static void cf_check wait(void)
{
	s_time_t end = NOW() + SECONDS(2);
	unsigned int count = count_nmis();

	ACCESS_ONCE(inside) = true;
	while (NOW() < end)
		cpu_relax();
	arrived = count_nmis() - count;
	ACCESS_ONCE(inside) = false;
}

static void cf_check post_apply(livepatch_payload_t *payload)
{
	s_time_t end = NOW() + MILLISECS(100);

	while (NOW() < end)
		cpu_relax();
	set_nmi_callback(before);
	printk("stop: %s NMIs arrived, %u served in the stop, %s later\n", arrived ? "some" : "no",
	       served_inside, served_later ? "some" : "none");
}

LIVEPATCH_PREAPPLY_HOOK(pre_apply);
LIVEPATCH_LOAD_HOOK(wait);
LIVEPATCH_POSTAPPLY_HOOK(post_apply);
