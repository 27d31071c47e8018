/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing the payload: docs/payload-format.md. */
#ifndef BUILDER_EMIT_H
#define BUILDER_EMIT_H

#include "build.h"

/** emit() - the payload file's bytes: a function of the build's content alone; empty if they cannot be laid out */
struct bytes emit(struct build *build);

#endif
