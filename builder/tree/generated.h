/* SPDX-License-Identifier: BSD-2-Clause */
/* Headers and sources that a program's build makes: what they were before the patched build made them anew. */
#ifndef BUILDER_GENERATED_H
#define BUILDER_GENERATED_H

#include "change.h"

/** generated_keep() - copy everything a compiler might include from @top to @folder */
enum build_status generated_keep(const char *top, const char *folder);

/**
 * generated_swap() - exchange what differs from its copy with that
 *
 * The files of the @change are left alone. Done twice, everything is as it was.
 */
enum build_status generated_swap(const char *top, const char *folder, const struct change *change);

#endif
