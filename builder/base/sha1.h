/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-1 (FIPS 180-4), for build-ids and cache keys: names for content, not protection. And SHA-256. */
#ifndef BUILDER_SHA1_H
#define BUILDER_SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_LEN 20 /* bytes */

/** struct sha1 - one digest in the making, by libcrypto; sha1_end() ends it */
struct sha1 {
	struct evp_md_ctx_st *context;
};

void sha1_init(struct sha1 *sha1);
void sha1_add(struct sha1 *sha1, const void *bytes, size_t len);
void sha1_end(struct sha1 *sha1, uint8_t digest[SHA1_LEN]);
/** sha1_hex() - 40 digits, in memory of the run */
char *sha1_hex(const uint8_t digest[SHA1_LEN]);

/** sha256_hex() - the SHA-256 of @len bytes, 64 digits */
char *sha256_hex(const void *bytes, size_t len);

#endif
