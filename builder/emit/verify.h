/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that stand beside the way from patch to payload. */
#ifndef BUILDER_VERIFY_H
#define BUILDER_VERIFY_H

#include "object/image.h"
#include "options.h"

/**
 * verify() - ask xsplice-verify, an independent reader, what a host would say
 * It is looked for beside this program, then in PATH; without it there is a note.
 */
enum build_status verify(const struct options *options, const struct image *image,
			 const char *folder, struct bytes payload);

#endif
