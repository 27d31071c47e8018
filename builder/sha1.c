// SPDX-License-Identifier: BSD-2-Clause
#include "sha1.h"

#include <string.h>

#include "mem.h"

static uint32_t rotate(uint32_t value, unsigned int by)
{
	return (value << by) | (value >> (32 - by));
}

static void block_add(uint32_t state[5], const uint8_t *block)
{
	uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

	for (unsigned int t = 0; t < 16; t++)
		w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
		       (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
	for (unsigned int t = 16; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (unsigned int t = 0; t < 80; t++) {
		uint32_t f, k, next;

		if (t < 20) {
			f = (b & c) | (~b & d);
			k = 0x5a827999;
		} else if (t < 40) {
			f = b ^ c ^ d;
			k = 0x6ed9eba1;
		} else if (t < 60) {
			f = (b & c) | (b & d) | (c & d);
			k = 0x8f1bbcdc;
		} else {
			f = b ^ c ^ d;
			k = 0xca62c1d6;
		}
		next = rotate(a, 5) + f + e + k + w[t];
		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

void sha1_init(struct sha1 *sha1)
{
	*sha1 = (struct sha1){
		.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}

void sha1_add(struct sha1 *sha1, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;
	size_t have = sha1->len % 64;

	sha1->len += len;
	if (have && have + len >= 64) {
		memcpy(sha1->block + have, from, 64 - have);
		block_add(sha1->state, sha1->block);
		from += 64 - have;
		len -= 64 - have;
		have = 0;
	}
	for (; !have && len >= 64; from += 64, len -= 64)
		block_add(sha1->state, from);
	if (len)
		memcpy(sha1->block + have, from, len);
}

void sha1_end(struct sha1 *sha1, uint8_t digest[SHA1_LEN])
{
	uint64_t bits = sha1->len * 8;
	uint8_t tail[8];

	for (unsigned int i = 0; i < 8; i++)
		tail[i] = (uint8_t)(bits >> (56 - 8 * i));
	sha1_add(sha1, "\x80", 1);
	while (sha1->len % 64 != 56)
		sha1_add(sha1, "", 1);
	sha1_add(sha1, tail, sizeof(tail));
	for (unsigned int i = 0; i < SHA1_LEN; i++)
		digest[i] = (uint8_t)(sha1->state[i / 4] >> (24 - 8 * (i % 4)));
}

char *sha1_hex(const uint8_t digest[SHA1_LEN])
{
	char *text = mem_alloc(2 * SHA1_LEN + 1);

	for (unsigned int i = 0; i < SHA1_LEN; i++) {
		text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return text;
}
