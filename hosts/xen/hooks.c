/* SPDX-License-Identifier: GPL-2.0-only */
/* Calling a payload's hooks. */
#include "port.h"

#include <xen/lib.h>
#include <xen/spinlock.h>
#include <asm/cpufeature.h>
#include <asm/endbr.h>
#include <asm/msr.h>

typedef void void_hook_t(void);
typedef int facade_hook_t(struct payload *);
typedef void facade_void_hook_t(struct payload *);

/*
 * Payloads built without cf_check on their hooks (Xen's own examples) load on every Xen. Where the CPU
 * insists on endbr64, it is told not to for the call of such a hook.
 */
static uint64_t begin_call(uint64_t va)
{
	uint64_t cet;

	if (xs_port_in_stop())
		spin_debug_disable(); /* locks that are taken with interrupts on elsewhere */
	if (!cpu_has_xen_ibt || is_endbr64(_p(va)))
		return 0;
	rdmsrl(MSR_S_CET, cet);
	wrmsrl(MSR_S_CET, cet & ~CET_ENDBR_EN);
	return cet;
}

static void end_call(uint64_t cet)
{
	if (cet)
		wrmsrl(MSR_S_CET, cet);
	if (xs_port_in_stop())
		spin_debug_enable();
}

void cf_check xs_port_call_void(void *ctx, uint64_t va)
{
	void_hook_t *hook = _p(va);
	uint64_t cet = begin_call(va);

	hook();
	end_call(cet);
}

static unsigned int count_applied(const struct payload *f)
{
	unsigned int i, count = 0;

	for (i = 0; i < f->nfuncs; i++)
		if (f->fstate[i].applied == LIVEPATCH_FUNC_APPLIED)
			count++;
	return count;
}

/*
 * An action hook stands in for switching the functions on or off and says so in their states. What
 * it returns has to agree with them; if it does not, the action has failed.
 */
static int judge_action(const struct payload *f, bool was_applied, int rc)
{
	unsigned int applied = count_applied(f), before = was_applied ? f->nfuncs : 0;

	if (rc) {
		if (applied != before)
			printk(XENLOG_ERR "xsplice: %s: a hook failed (%d) with %u of %u functions "
					  "marked applied, %u before\n",
			       f->name, rc, applied, f->nfuncs, before);
		return rc;
	}
	if (applied == f->nfuncs - before)
		return 0;
	printk(XENLOG_ERR "xsplice: %s: a hook that %s it returned with %u of %u functions marked "
			  "applied\n",
	       f->name, was_applied ? "reverts" : "applies", applied, f->nfuncs);
	return -XS_EINVAL;
}

int cf_check xs_port_call_hook(void *ctx, uint64_t va, void *cookie, bool returns)
{
	struct xs_port_payload *p = cookie;
	struct payload *f = &p->facade;
	bool was_applied;
	uint64_t cet;
	int rc = 0;

	was_applied = f->state == LIVEPATCH_STATE_APPLIED;
	cet = begin_call(va);
	if (returns)
		rc = ((facade_hook_t *)_p(va))(f);
	else
		((facade_void_hook_t *)_p(va))(f);
	end_call(cet);
	if (returns && xs_port_in_stop())
		rc = judge_action(f, was_applied, rc);
	return rc;
}
