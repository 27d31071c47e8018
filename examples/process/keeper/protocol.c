// SPDX-License-Identifier: BSD-2-Clause
#include "keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t reply_text(char *reply, const char *text)
{
	return (size_t)snprintf(reply, LINE_MAX_LEN, "%s\n", text);
}

/* The next word at *@at, which moves behind it; "" at the end of the line. */
static char *word_next(char **at)
{
	char *word = *at + strspn(*at, " ");
	size_t len = strcspn(word, " ");

	*at = word + len;
	if (**at)
		*(*at)++ = '\0';
	return word;
}

/* Keys have a fixed size in the store. */
static void key_copy(char *key, const char *word)
{
	snprintf(key, KEY_LEN, "%s", word);
}

static size_t do_set(char *rest, char *reply)
{
	char key[KEY_LEN];

	key_copy(key, word_next(&rest));
	if (!*key)
		return reply_text(reply, "ERROR SET wants a key and a value");
	return reply_text(reply, store_set(key, rest) ? "OK" : "ERROR the store is full");
}

static size_t do_get(char *rest, char *reply)
{
	char key[KEY_LEN], value[VALUE_LEN];

	key_copy(key, word_next(&rest));
	if (!store_get(key, value))
		return reply_text(reply, "NONE");
	return (size_t)snprintf(reply, LINE_MAX_LEN, "VALUE %s\n", value);
}

static size_t do_delete(char *rest, char *reply)
{
	char key[KEY_LEN];

	key_copy(key, word_next(&rest));
	return reply_text(reply, store_delete(key) ? "OK" : "NONE");
}

static size_t do_count(char *reply)
{
	return (size_t)snprintf(reply, LINE_MAX_LEN, "COUNT %lu\n", store_count());
}

static size_t do_echo(char *rest, char *reply)
{
	size_t len = strtoul(word_next(&rest), NULL, 10);

	if (len > LINE_MAX_LEN / 2)
		return reply_text(reply, "ERROR ECHO takes at most 512 bytes");
	memcpy(reply, "ECHO ", 5);
	memcpy(reply + 5, rest, len);
	reply[5 + len] = '\n';
	return 5 + len + 1;
}

size_t protocol_answer(struct session *session, char *reply)
{
	char *rest = session->line, *command = word_next(&rest);

	if (!strcmp(command, "SET"))
		return do_set(rest, reply);
	if (!strcmp(command, "GET"))
		return do_get(rest, reply);
	if (!strcmp(command, "DELETE"))
		return do_delete(rest, reply);
	if (!strcmp(command, "COUNT"))
		return do_count(reply);
	if (!strcmp(command, "ECHO"))
		return do_echo(rest, reply);
	return reply_text(reply, "ERROR unknown command");
}
