// SPDX-License-Identifier: BSD-2-Clause
#include "token.h"

#include <ctype.h>
#include <string.h>

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static const char *line_end(const struct text *text, const char *at)
{
	const char *eol = memchr(at, '\n', (size_t)(text->end - at));

	return eol ? eol : text->end;
}

/* The end of a directive: of its last line. */
static const char *directive_end(const struct text *text)
{
	const char *end = line_end(text, text->at);

	while (end < text->end && end > text->at && end[-1] == '\\')
		end = line_end(text, end + 1);
	return end;
}

static bool is_wanted(const struct text *text)
{
	const char *at = text->at + 1;

	if (text->directives)
		return true;
	while (at < text->end && isblank((unsigned char)*at))
		at++;
	return text->end - at >= 6 && !memcmp(at, "pragma", 6);
}

/* A '#' that is none of a directive is part of one: in a macro. */
static bool skip_blanks(struct text *text)
{
	while (text->at < text->end) {
		const char *at = text->at;

		if (isspace((unsigned char)*at)) {
			text->at++;
		} else if (*at == '\\' && text->end - at > 1 && at[1] == '\n') {
			text->at += 2;
		} else if (*at == '/' && text->end - at > 1 && at[1] == '/') {
			text->at = line_end(text, at);
		} else if (*at == '/' && text->end - at > 1 && at[1] == '*') {
			for (at += 2; at < text->end; at++)
				if (*at == '/' && at[-1] == '*' && at - text->at > 2)
					break;
			text->at = at < text->end ? at + 1 : text->end;
		} else if (*at == '#' && !is_wanted(text)) {
			text->at = directive_end(text);
		} else {
			return true;
		}
	}
	return false;
}

static const char *literal_end(const struct text *text, char quote)
{
	const char *at = text->at + 1;

	for (; at < text->end && *at != quote && *at != '\n'; at++)
		if (*at == '\\' && text->end - at > 1)
			at++;
	return at < text->end && *at == quote ? at + 1 : at;
}

struct token token_next(struct text *text)
{
	struct token token = {.kind = TOKEN_END, .at = text->end};
	const char *end;

	if (!skip_blanks(text))
		return token;
	token.at = end = text->at;
	if (is_word(*end)) {
		token.kind = isdigit((unsigned char)*end) ? TOKEN_LITERAL : TOKEN_WORD;
		while (end < text->end && is_word(*end))
			end++;
	} else if (*end == '"' || *end == '\'') {
		token.kind = TOKEN_LITERAL;
		end = literal_end(text, *end);
	} else if (*end == '#') {
		token.kind = TOKEN_DIRECTIVE;
		end = directive_end(text);
	} else {
		token.kind = TOKEN_SIGN;
		end++;
	}
	if (end > text->end)
		end = text->end;
	token.len = (size_t)(end - token.at);
	text->at = end;
	return token;
}

void token_skip(struct text *text)
{
	int depth = 1;

	while (depth) {
		struct token token = token_next(text);

		if (token.kind == TOKEN_END)
			return;
		if (token_is(&token, "(") || token_is(&token, "[") || token_is(&token, "{"))
			depth++;
		else if (token_is(&token, ")") || token_is(&token, "]") || token_is(&token, "}"))
			depth--;
	}
}
