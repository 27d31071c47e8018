/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of payloads, whole and consistent, with what INFO adds where there is INFO. */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "host.h"

struct listing_entry {
	char name[XS_NAME_SIZE];
	struct xs_status status;
	char *metadata;	     /* key=value NUL key=value NUL; NUL-terminated in any case */
	size_t metadata_len; /* bytes, that last NUL not counted */
	bool has_info;	     /* is @info filled in? */
	struct xs_payload_info info;
};

struct listing {
	struct listing_entry *entries;
	size_t count;
};

/** listing_read() - ask the host for its list; end it with listing_fini() */
int listing_read(struct host *host, struct listing *out, struct failure *failure);

/** listing_fini() - a zeroed one is fine */
void listing_fini(struct listing *listing);

/**
 * listing_owner() - who has that build-id: the name of a payload of the list, "hypervisor" or
 * "program" for the host itself, NULL if nobody
 */
const char *listing_owner(const struct listing *listing, const struct host *host,
			  const struct xs_build_id *id);

#endif
