/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of C text, preprocessed or not, as far as declarations need them. Comments are skipped.
 * Nothing is refused: whatever is not C becomes words, too.
 */
#ifndef BUILDER_TOKEN_H
#define BUILDER_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,    /* identifiers and keywords */
	TOKEN_LITERAL, /* numbers, strings, characters; one that does not end, ends with its line */
	TOKEN_SIGN,    /* a single character: operators are several */
	TOKEN_DIRECTIVE, /* the whole line, continued ones included */
};

struct token {
	enum token_kind kind;
	const char *at;
	size_t len;
};

/** struct text - where reading is at; a copy is a bookmark */
struct text {
	const char *at;
	const char *end;
	bool directives; /* all of them are wanted; else #pragma alone */
};

/** token_next() - the next one; what is not wanted is passed over */
struct token token_next(struct text *text);
/** token_is() - is it this word or sign? Asked many times of each token: most differ in their first character */
static inline bool token_is(const struct token *token, const char *what)
{
	return (token->kind == TOKEN_WORD || token->kind == TOKEN_SIGN) && *token->at == *what &&
	       !strncmp(token->at, what, token->len) && !what[token->len];
}
/** token_skip() - having read an opening bracket, read up to the one that closes it, or the end */
void token_skip(struct text *text);

#endif
