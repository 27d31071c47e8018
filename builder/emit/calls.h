/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Alternative calls through pointers that are gone after boot (Xen's vpmu_ops). Boot has made the hypervisor's
 * own ones direct calls: the payload gets a slot for each such pointer, and names a call that tells what it was.
 */
#ifndef BUILDER_CALLS_H
#define BUILDER_CALLS_H

#include "build.h"

/** calls_is_one() - "call *pointer(%rip)" that becomes a direct call: who loads it reads the pointer then, whatever the code asks */
bool calls_is_one(const struct atom *from, const struct reloc *reloc);

/** calls_take() - @reloc, such a call, leads to @binding, which is gone: into build->calls, or refused */
void calls_take(struct build *build, const struct atom *from, const struct reloc *reloc,
		const struct binding *binding);

/** calls_find() - the pointer for which @reloc is to be led into a slot; NULL: it stays as it is */
const struct call *calls_find(const struct build *build, const struct atom *from,
			      const struct reloc *reloc, const struct binding *binding);

#endif
