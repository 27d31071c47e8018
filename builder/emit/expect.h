/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes that must stand where a function is to be replaced. */
#ifndef BUILDER_EXPECT_H
#define BUILDER_EXPECT_H

#include <xsplice/payload.h>

#include "build.h"

/**
 * expect_entry() - the record's own expectation, which every host understands
 *
 * It has no mask: it stops before the first byte that the running host may have changed, and is left out
 * for functions that begin with ENDBR or that a payload below has replaced.
 */
void expect_entry(const struct build *build, const struct atom *base,
		  const struct image_symbol *symbol, struct xs_func *record);

/** expect_whole() - the whole function's bytes, followed by their mask; empty if a payload below replaced it */
struct bytes expect_whole(const struct build *build, const struct atom *base,
			  const struct image_symbol *symbol);

/** expect_inlet() - both, for what an inlet's jump takes the place of */
struct bytes expect_inlet(const struct build *build, const struct inlet *inlet,
			  struct xs_func *record);

#endif
