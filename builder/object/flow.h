/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of an address that code loads into a register. */
#ifndef BUILDER_FLOW_H
#define BUILDER_FLOW_H

#include "object.h"

/**
 * flow_keeps_address() - may the address that the "lea" with @reloc loads get further than its register?
 *
 * False only if what follows uses the register for nothing but accesses to memory.
 */
bool flow_keeps_address(const struct atom *atom, const struct reloc *reloc);

/** flow_only_compares() - is that address used for nothing but comparisons, on any path? */
bool flow_only_compares(const struct atom *atom, const struct reloc *reloc);

#endif
