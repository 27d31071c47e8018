// SPDX-License-Identifier: BSD-2-Clause
#include "json.h"

#include <string.h>

#include "base/mem.h"

void json_add(json_object *to, const char *key, json_object *value)
{
	json_object_object_add(to, key, value);
}

/* How long the UTF-8 character at @at is (RFC 3629); 0: it is none. */
static size_t utf8_len(const unsigned char *at)
{
	static const struct {
		unsigned char from, to, least, most; /* first byte; second byte */
		size_t len;
	} forms[] = {
		{0x00, 0x7f, 0, 0, 1},	     {0xc2, 0xdf, 0x80, 0xbf, 2},
		{0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
		{0xf4, 0xf4, 0x80, 0x8f, 4},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		size_t n = 2;

		if (*at < forms[i].from || *at > forms[i].to)
			continue;
		if (forms[i].len > 1 && (at[1] < forms[i].least || at[1] > forms[i].most))
			return 0;
		while (n < forms[i].len && (at[n] & 0xc0) == 0x80)
			n++;
		return n < forms[i].len ? 0 : forms[i].len;
	}
	return 0;
}

/* Source and strings may be in any encoding, JSON is not: what is no UTF-8 becomes a question mark. */
void json_add_text(json_object *to, const char *key, const char *text)
{
	char *copy = text ? mem_text(text, strlen(text)) : NULL;

	for (char *at = copy; at && *at;) {
		size_t len = utf8_len((const unsigned char *)at);

		if (!len)
			*at = '?';
		at += len ? len : 1;
	}
	json_add(to, key, copy ? json_object_new_string(copy) : NULL);
}

void json_add_number(json_object *to, const char *key, uint64_t number)
{
	json_add(to, key, json_object_new_uint64(number));
}

json_object *json_add_list(json_object *to, const char *key)
{
	json_object *list = json_object_new_array();

	json_add(to, key, list);
	return list;
}

json_object *json_push(json_object *list)
{
	json_object *object = json_object_new_object();

	json_object_array_add(list, object);
	return object;
}
