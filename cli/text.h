/* SPDX-License-Identifier: BSD-2-Clause */
/* What a host says, as lines for people. Bytes that are no printable ASCII come out as '?'. */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include "listing.h"

#define BUILD_ID_TEXT_SIZE (2 * XS_BUILD_ID_MAX + 1)

/** build_id_format() - hexadecimal, or "none"; Return: @out */
const char *build_id_format(const struct xs_build_id *id, char out[BUILD_ID_TEXT_SIZE]);

/** state_name() - "loaded", "applied", or "refused" for an upload that was */
const char *state_name(uint32_t state);

/** text_print() - a string of the host's */
void text_print(const char *text);

/** text_result() - rc as a word: "ok", "pending", "EBUSY" */
const char *text_result(int32_t rc);

void text_list(const struct listing *listing, const struct host *host);
void text_host(const struct host *host, const struct listing *listing);
void text_payload(const char *name, const struct xs_payload_info *info,
		  const struct listing *listing, const struct host *host);

#endif
