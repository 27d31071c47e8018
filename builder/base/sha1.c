// SPDX-License-Identifier: BSD-2-Clause
#include "sha1.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "mem.h"
#include "say.h"
#include "status.h"

static void need(int done)
{
	if (done == 1)
		return;
	say_error("libcrypto has no digest to give");
	exit(BUILD_INTERNAL);
}

void sha1_init(struct sha1 *sha1)
{
	sha1->context = EVP_MD_CTX_new();
	need(sha1->context && EVP_DigestInit_ex(sha1->context, EVP_sha1(), NULL));
}

void sha1_add(struct sha1 *sha1, const void *bytes, size_t len)
{
	need(EVP_DigestUpdate(sha1->context, bytes, len));
}

void sha1_end(struct sha1 *sha1, uint8_t digest[SHA1_LEN])
{
	need(EVP_DigestFinal_ex(sha1->context, digest, NULL));
	EVP_MD_CTX_free(sha1->context);
}

static char *hex(const uint8_t *digest, unsigned int len)
{
	char *text = mem_alloc(2 * (size_t)len + 1);

	for (unsigned int i = 0; i < len; i++) {
		text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return text;
}

char *sha1_hex(const uint8_t digest[SHA1_LEN])
{
	return hex(digest, SHA1_LEN);
}

char *sha256_hex(const void *bytes, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int digest_len = 0;

	need(EVP_Digest(bytes, len, digest, &digest_len, EVP_sha256(), NULL));
	return hex(digest, digest_len);
}
