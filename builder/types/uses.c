// SPDX-License-Identifier: BSD-2-Clause
#include "uses.h"

#include "base/token.h"

#define DEPTH_MAX 64

/* struct walk - where in the text a type is mentioned */
struct walk {
	struct text text;
	struct token last;
	bool is_type[DEPTH_MAX]; /* of each open brace: the body of a type, or lasting data */
	int braces;
	int brackets;
	bool stored; /* "static", "extern" or "typedef" since the last semicolon or brace */
	bool data;   /* behind an '=', up to the next semicolon */
	bool tag;    /* reading "struct name" */
};

static bool is_word_of(const struct token *token, const char *const *words)
{
	for (; *words; words++)
		if (token_is(token, *words))
			return true;
	return false;
}

static bool is_qualifier(const struct token *token)
{
	static const char *const words[] = {"const", "volatile", "__const", NULL};

	return is_word_of(token, words);
}

static bool is_tag_word(const struct token *token)
{
	static const char *const words[] = {"struct", "union", "enum", "class", NULL};

	return is_word_of(token, words);
}

/* After an initialiser's '=': the comma or semicolon behind it. */
static struct token skip_initializer(struct text *text)
{
	for (;;) {
		struct token token = token_next(text);

		if (token.kind == TOKEN_END || token_is(&token, ",") || token_is(&token, ";") ||
		    token_is(&token, ")"))
			return token;
		if (token_is(&token, "(") || token_is(&token, "[") || token_is(&token, "{"))
			token_skip(text);
	}
}

/* "a", "a[2], b = {...};": by value, each of them, and not for ever? */
static bool declares_locals(const struct walk *walk, struct text text)
{
	bool local = walk->braces && !walk->is_type[walk->braces - 1];

	for (;;) {
		struct token token = token_next(&text);

		while (is_qualifier(&token))
			token = token_next(&text);
		if (token.kind != TOKEN_WORD)
			return false;
		token = token_next(&text);
		if (token_is(&token, "(")) /* a function that returns one */
			return !walk->brackets;
		while (token_is(&token, "[")) {
			token_skip(&text);
			token = token_next(&text);
		}
		if (token_is(&token, "="))
			token = skip_initializer(&text);
		if (walk->brackets)
			return token_is(&token, ",") || token_is(&token, ")");
		if (token_is(&token, ";"))
			return local && !walk->stored;
		if (!token_is(&token, ","))
			return false;
	}
}

/* What follows the type's name. */
static bool is_local_use(const struct walk *walk)
{
	struct text text = walk->text;
	struct token token = token_next(&text);

	if (walk->braces && walk->is_type[walk->braces - 1])
		return false;
	if (token_is(&token, "{")) {
		token_skip(&text);
		token = token_next(&text);
		return token_is(&token, ";");
	}
	if (token_is(&token, ";"))
		return true;
	if (token_is(&token, ")")) { /* a compound literal, but no cast */
		token = token_next(&text);
		return token_is(&token, "{") && walk->braces && !walk->stored;
	}
	return declares_locals(walk, walk->text);
}

static bool skip_attribute(struct walk *walk, const struct token *token)
{
	static const char *const attributes[] = {"__attribute__", "__attribute", NULL};
	struct text ahead = walk->text;
	struct token next = token_next(&ahead);

	if (!is_word_of(token, attributes) || !token_is(&next, "("))
		return false;
	token_skip(&ahead);
	walk->text = ahead;
	return true;
}

static bool follow(struct walk *walk, const struct token *token)
{
	static const char *const stores[] = {"static",	      "extern",	  "typedef",
					     "_Thread_local", "__thread", NULL};

	bool in_type = !walk->braces || walk->is_type[walk->braces - 1];

	walk->stored |= is_word_of(token, stores);
	walk->data = (walk->data || token_is(token, "=")) && !token_is(token, ";");
	if (!walk->data && (token_is(token, ";") || token_is(token, "{") || token_is(token, "}")))
		walk->stored = false;
	if (token_is(token, "{")) {
		if (walk->braces == DEPTH_MAX)
			return false;
		walk->is_type[walk->braces++] = walk->tag || (walk->data && in_type);
	} else if (token_is(token, "}")) {
		walk->braces -= walk->braces > 0;
	} else if (token_is(token, "(")) {
		walk->brackets++;
	} else if (token_is(token, ")")) {
		walk->brackets -= walk->brackets > 0;
	}
	walk->tag = is_tag_word(token) ||
		    (walk->tag && token->kind == TOKEN_WORD && is_tag_word(&walk->last));
	return true;
}

bool uses_only_local(const char *text, size_t len, const char *keyword, const char *name)
{
	struct walk walk = {.text = {.at = text, .end = text + len}};

	for (;;) {
		struct token token = token_next(&walk.text);
		bool member = token_is(&walk.last, ".") || token_is(&walk.last, ">");
		bool tagged = is_tag_word(&walk.last);

		if (token.kind == TOKEN_END)
			return true;
		if (skip_attribute(&walk, &token))
			continue;
		if (!follow(&walk, &token))
			return false;
		if (token_is(&token, name) && !member &&
		    (keyword ? token_is(&walk.last, keyword) : !tagged)) {
			struct text ahead = walk.text;
			struct token next = token_next(&ahead);
			/* "} name;" defines it */
			bool defines =
				!keyword && token_is(&walk.last, "}") && token_is(&next, ";");

			if (!defines && !is_local_use(&walk))
				return false;
		}
		walk.last = token;
	}
}
