/* SPDX-License-Identifier: GPL-2.0-only */
/* Shadow variables: what patches call. Nothing in Xen does; payloads find them by name. */
#include "port.h"

#include <xen/spinlock.h>
#include <xsplice/patch.h>

static DEFINE_SPINLOCK(shadow_lock);

unsigned long cf_check xs_port_guard(void *ctx)
{
	unsigned long flags;

	spin_lock_irqsave(&shadow_lock, flags);
	return flags;
}

void cf_check xs_port_unguard(void *ctx, unsigned long flags)
{
	spin_unlock_irqrestore(&shadow_lock, flags);
}

void *xs_shadow_get(const void *object, unsigned long id)
{
	return xs_core_shadow_get(xs_port_core, object, id);
}

void *xs_shadow_attach(const void *object, unsigned long id, unsigned long size,
		       void (*init)(const void *object, void *data, void *arg), void *arg,
		       const void *here)
{
	return xs_core_shadow_attach(xs_port_core, object, id, size, init, arg, here);
}

void xs_shadow_detach(const void *object, unsigned long id,
		      void (*fini)(const void *object, void *data))
{
	xs_core_shadow_detach(xs_port_core, object, id, fini);
}

void xs_shadow_detach_all(unsigned long id, void (*fini)(const void *object, void *data))
{
	xs_core_shadow_detach_all(xs_port_core, id, fini);
}
