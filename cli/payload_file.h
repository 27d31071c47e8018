/* SPDX-License-Identifier: BSD-2-Clause */
/* A payload file on this side: read whole, looked at only enough not to bother a host in vain. */
#ifndef CLI_PAYLOAD_FILE_H
#define CLI_PAYLOAD_FILE_H

#include <stddef.h>

#include "failure.h"

struct payload_file {
	void *image;
	size_t len; /* bytes */
};

/**
 * payload_file_read() - read a payload, which is an ELF file of at most XS_PAYLOAD_MAX_LEN bytes
 * @out: receives the image; end it with payload_file_fini().
 */
int payload_file_read(const char *path, struct payload_file *out, struct failure *failure);

/** payload_file_fini() - a zeroed one is fine */
void payload_file_fini(struct payload_file *file);

/**
 * payload_name_of() - the name under which a file is loaded: its base name without .xsplice or
 * .livepatch
 */
int payload_name_of(const char *path, char name[XS_NAME_SIZE], struct failure *failure);

/** payload_name_check() - can @name be a payload's? */
int payload_name_check(const char *name, struct failure *failure);

#endif
