// SPDX-License-Identifier: BSD-2-Clause
#include "buffer.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hypercall.h"

/* Room for the items and for whatever Xen adds behind them. */
#define BUFFER_LEN 8192
#define BUFFER_COUNT 8

static uint8_t *buffers[BUFFER_COUNT];
static unsigned int buffer_count;

static uint64_t parse_number(const char *text, const char **end)
{
	char *stop;
	uint64_t n = text[0] == '-' ? (uint64_t)strtoll(text, &stop, 0) : strtoull(text, &stop, 0);

	if (stop == text)
		errx(2, "a number was expected at '%s'", text);
	*end = stop;
	return n;
}

static size_t align_to(size_t at, size_t size)
{
	return (at + size - 1) / size * size;
}

static size_t put(uint8_t *buf, size_t at, const void *bytes, size_t len)
{
	if (at > BUFFER_LEN || len > BUFFER_LEN - at)
		errx(2, "a buffer holds at most %d bytes", BUFFER_LEN);
	if (bytes)
		memcpy(buf + at, bytes, len);
	return at + len;
}

static size_t put_number(uint8_t *buf, size_t at, uint64_t n, size_t size)
{
	return put(buf, align_to(at, size), &n, size); /* little-endian, like all of x86 */
}

/* @text is at the opening brace; *@end gets what follows the closing one. */
static uint8_t *parse_buffer(const char *text, const char **end)
{
	char close = *text++ == '[' ? ']' : '}';
	size_t at = 0;
	uint8_t *buf;

	if (buffer_count == BUFFER_COUNT)
		errx(2, "more than %d buffers", BUFFER_COUNT);
	buf = hypercall_memory(BUFFER_LEN);
	buffers[buffer_count++] = buf;

	while (*text && *text != close) {
		if (*text == '{' || *text == '[') {
			at = put_number(buf, at, (uintptr_t)parse_buffer(text, &text), 8);
		} else if (!strncmp(text, "s=", 2)) {
			size_t len = strcspn(text + 2, ",}]");

			at = put(buf, at, text + 2, len);
			at = put(buf, at, "", 1);
			text += 2 + len;
		} else if (!strncmp(text, "z=", 2)) {
			at = put(buf, at, NULL, parse_number(text + 2, &text));
		} else if (!strncmp(text, "u8=", 3)) {
			at = put_number(buf, at, parse_number(text + 3, &text), 1);
		} else if (!strncmp(text, "u16=", 4)) {
			at = put_number(buf, at, parse_number(text + 4, &text), 2);
		} else if (!strncmp(text, "u32=", 4)) {
			at = put_number(buf, at, parse_number(text + 4, &text), 4);
		} else if (!strncmp(text, "u64=", 4)) {
			at = put_number(buf, at, parse_number(text + 4, &text), 8);
		} else {
			errx(2, "no item begins like '%s'", text);
		}
		if (*text == ',')
			text++;
		else if (*text != close)
			errx(2, "',' or '%c' was expected at '%s'", close, text);
	}
	if (*text != close)
		errx(2, "a closing '%c' is missing", close);
	if (close == ']')
		hypercall_memory_seal(buf, BUFFER_LEN);
	*end = text + 1;
	return buf;
}

uint64_t buffer_parse_arg(const char *text)
{
	const char *end;
	uint64_t value;

	if (*text == '{' || *text == '[')
		value = (uintptr_t)parse_buffer(text, &end);
	else
		value = parse_number(text, &end);
	if (*end)
		errx(2, "behind an argument: '%s'", end);
	return value;
}

void buffer_print_field(const char *text)
{
	const char *type;
	uint64_t idx, off, value = 0;

	idx = parse_number(text, &type);
	if (idx >= buffer_count || *type++ != ':')
		errx(2, "%s: no such buffer; a field is BUFFER:OFFSET:TYPE", text);
	off = parse_number(type, &type);
	if (off > BUFFER_LEN - 8 || *type++ != ':')
		errx(2, "%s: no such offset; a field is BUFFER:OFFSET:TYPE", text);

	memcpy(&value, buffers[idx] + off, 8);
	if (!strcmp(type, "u8"))
		printf("%" PRIu8, (uint8_t)value);
	else if (!strcmp(type, "u16"))
		printf("%" PRIu16, (uint16_t)value);
	else if (!strcmp(type, "u32"))
		printf("%" PRIu32, (uint32_t)value);
	else if (!strcmp(type, "u64"))
		printf("%" PRIu64, value);
	else if (!strcmp(type, "i32"))
		printf("%" PRId32, (int32_t)value);
	else if (!strcmp(type, "i64"))
		printf("%" PRId64, (int64_t)value);
	else if (!strcmp(type, "x64"))
		printf("%#" PRIx64, value);
	else if (!strcmp(type, "s"))
		printf("%.*s", (int)(BUFFER_LEN - off), (const char *)buffers[idx] + off);
	else if (*type == 'h') {
		uint64_t len = parse_number(type + 1, &type);

		for (uint64_t i = 0; i < len && off + i < BUFFER_LEN; i++)
			printf("%02x", buffers[idx][off + i]);
	} else
		errx(2, "%s: unknown type '%s'", text, type);
}
