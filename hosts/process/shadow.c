// SPDX-License-Identifier: BSD-2-Clause
/* Shadow variables: what patches call. Nothing in the program does; payloads find them by name. */
#include "port.h"

#include <pthread.h>
#include <xsplice/patch.h>
#include <xsplice/process.h>

/* Kept in programs that are linked statically and drop what nothing refers to. */
#define KEPT XS_PROCESS_API __attribute__((used, retain))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

unsigned long shadow_guard(void *ctx)
{
	pthread_mutex_lock(&lock);
	return 0;
}

void shadow_unguard(void *ctx, unsigned long flags)
{
	pthread_mutex_unlock(&lock);
}

/* What is applied stays so when the host stops, but then it finds nothing any more. */
static struct xs_core *engine(void)
{
	return __atomic_load_n(&port.core, __ATOMIC_ACQUIRE);
}

KEPT void *xs_shadow_get(const void *object, unsigned long id)
{
	struct xs_core *core = engine();

	return core ? xs_core_shadow_get(core, object, id) : NULL;
}

KEPT void *xs_shadow_attach(const void *object, unsigned long id, unsigned long size,
			    void (*init)(const void *object, void *data, void *arg), void *arg,
			    const void *here)
{
	struct xs_core *core = engine();

	return core ? xs_core_shadow_attach(core, object, id, size, init, arg, here) : NULL;
}

KEPT void xs_shadow_detach(const void *object, unsigned long id,
			   void (*fini)(const void *object, void *data))
{
	struct xs_core *core = engine();

	if (core)
		xs_core_shadow_detach(core, object, id, fini);
}

KEPT void xs_shadow_detach_all(unsigned long id, void (*fini)(const void *object, void *data))
{
	struct xs_core *core = engine();

	if (core)
		xs_core_shadow_detach_all(core, id, fini);
}
