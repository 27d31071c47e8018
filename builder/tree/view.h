/* SPDX-License-Identifier: BSD-2-Clause */
/* C text as tokens, and which of them is in the body of which struct or union. The preprocessor is not asked. */
#ifndef BUILDER_VIEW_H
#define BUILDER_VIEW_H

#include "base/file.h"
#include "base/token.h"

#define NO_RECORD (-1)

/** struct piece - a token, directives included */
struct piece {
	struct token token;
	unsigned int line;
	int record; /* whose body it is in, at once; a bracket is outside of its own */
	int opens;  /* the one whose body begins here */
};

/** struct record - a struct or union that is defined */
struct record {
	const char *keyword, *name;
	const char *alias; /* the word behind the body */
	size_t head;	   /* the keyword's place */
	int parent;
	bool anonymous; /* its members count as its parent's */
};

struct view {
	VEC(struct piece) pieces;
	VEC(struct record) records;
};

/** view_read() - tokens and structs of @text, which is borrowed as long as @out is used */
void view_read(struct bytes text, struct view *out);
/** view_cut() - the tokens alone */
void view_cut(struct bytes text, struct view *out);
/** view_token() - of kind TOKEN_END behind the last one */
const struct token *view_token(const struct view *view, size_t i);
/** view_is() - is it this word or sign? */
bool view_is(const struct view *view, size_t i, const char *what);
/** view_opens(), view_closes() - is it a bracket, of any kind? */
bool view_opens(const struct view *view, size_t i);
bool view_closes(const struct view *view, size_t i);
/** view_behind() - the place behind the bracket that closes the one at @i */
size_t view_behind(const struct view *view, size_t i);

/** view_owner() - the struct that has the members of @record: another one, if that is an anonymous one */
int view_owner(const struct view *view, int record);
/** view_same_record() - by name, all around included */
bool view_same_record(const struct view *a, int i, const struct view *b, int j);
/** view_title() - "struct foo", for messages */
const char *view_title(const struct view *view, int record);
/** view_names() - add the members to @names that [@from, @to) declares for @record, a view_owner() */
void view_names(const struct view *view, size_t from, size_t to, int record, struct map *names);

#endif
