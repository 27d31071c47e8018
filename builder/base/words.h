/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes of words of C: FNV-1a, 64 bits. */
#ifndef BUILDER_WORDS_H
#define BUILDER_WORDS_H

#include <stdint.h>

#include "token.h"

#define HASH_START 0xcbf29ce484222325u
#define HASH_PRIME 0x100000001b3u
#define HASH_TAG 0x9ae16a3b2f90404fu  /* struct foo */
#define HASH_NAME 0xc949d7c7509e6557u /* foo */

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	while (len--)
		hash = (hash ^ *at++) * HASH_PRIME;
	return hash;
}

static inline uint64_t hash_number(uint64_t hash, uint64_t number)
{
	return hash_bytes(hash, &number, sizeof(number));
}

static inline uint64_t hash_token(uint64_t hash, const struct token *token)
{
	return (hash_bytes(hash, token->at, token->len) ^ ' ') * HASH_PRIME;
}

#endif
