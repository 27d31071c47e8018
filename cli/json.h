/* SPDX-License-Identifier: BSD-2-Clause */
/* What a host says, as JSON for scripts; the members are described in xen-xsplice(8). */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "listing.h"

void json_list(const struct listing *listing, const struct host *host);
void json_status(const char *name, const struct xs_status *status, const struct host *host);
void json_host(const struct host *host);
void json_payload(const char *name, const struct xs_payload_info *info,
		  const struct listing *listing, const struct host *host);

#endif
