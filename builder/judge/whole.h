/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assembly whose pieces moved. They jump into one another by displacements that nobody sees: the section ships as a
 * whole, and each way into the old one becomes a jump to the same place of the new one.
 */
#ifndef BUILDER_WHOLE_H
#define BUILDER_WHOLE_H

#include "build.h"

/** whole_choose() - mark the sections of @pair, add to build->inlets. Return: why not; NULL: it is done */
const char *whole_choose(struct build *build, const struct pair *pair);

#endif
