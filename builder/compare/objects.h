/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects compared with one another, and nothing else: for the tests of the builder. */
#ifndef BUILDER_OBJECTS_H
#define BUILDER_OBJECTS_H

#include "object/object.h"
#include "options.h"

/** objects_compare() - tell on stdout what differs between each two; BUILD_NOTHING if nothing does */
enum build_status objects_compare(const struct options *options);

#endif
