/* SPDX-License-Identifier: BSD-2-Clause */
/* A payload that the new one is built on top of: --depends. */
#ifndef BUILDER_BELOW_H
#define BUILDER_BELOW_H

#include "build.h"
#include "tree/change.h"

/** below_open() - @what: a payload file, or a build-id in hexadecimal */
enum build_status below_open(const char *what, struct below *out);

/** below_patches() - the patches that a payload file holds, appended to @patches */
enum build_status below_patches(const struct below *below, struct patches *patches);

#endif
