// SPDX-License-Identifier: BSD-2-Clause
#include "view.h"

#include <string.h>

const struct token *view_token(const struct view *view, size_t i)
{
	static const struct token end = {.kind = TOKEN_END, .at = ""};

	return i < view->pieces.count ? &view->pieces.items[i].token : &end;
}

bool view_is(const struct view *view, size_t i, const char *what)
{
	return token_is(view_token(view, i), what);
}

bool view_opens(const struct view *view, size_t i)
{
	return view_is(view, i, "(") || view_is(view, i, "[") || view_is(view, i, "{");
}

bool view_closes(const struct view *view, size_t i)
{
	return view_is(view, i, ")") || view_is(view, i, "]") || view_is(view, i, "}");
}

static bool is_attribute(const struct view *view, size_t i)
{
	const struct token *token = view_token(view, i);

	return token->kind == TOKEN_WORD &&
	       ((token->len > 2 && !memcmp(token->at, "__", 2)) || token_is(token, "_Alignas"));
}

/* Behind the bracket that closes the one at @i. */
size_t view_behind(const struct view *view, size_t i)
{
	int depth = 0;

	for (; i < view->pieces.count; i++) {
		depth += view_opens(view, i);
		depth -= view_closes(view, i);
		if (depth <= 0)
			return i + 1;
	}
	return i;
}

static size_t behind_attributes(const struct view *view, size_t i)
{
	while (is_attribute(view, i))
		i = view_is(view, i + 1, "(") ? view_behind(view, i + 1) : i + 1;
	return i;
}

static const char *word_at(const struct view *view, size_t i)
{
	const struct token *token = view_token(view, i);

	return token->kind == TOKEN_WORD ? mem_text(token->at, token->len) : NULL;
}

/* At "struct" or "union": does it begin a definition? */
static void take_head(struct view *view, size_t i)
{
	struct record record = {.keyword = word_at(view, i), .head = i, .parent = NO_RECORD};
	size_t at = behind_attributes(view, i + 1);

	if (!view_is(view, at, "{")) {
		record.name = word_at(view, at);
		at = behind_attributes(view, at + 1);
	} else if (at > i + 1 && is_attribute(view, at - 1)) {
		record.name = word_at(view, at - 1);
	}
	if (!view_is(view, at, "{"))
		return;
	view->pieces.items[at].opens = (int)view->records.count;
	vec_push(&view->records, record);
}

void view_cut(struct bytes text, struct view *out)
{
	struct text rest = {(const char *)text.at, (const char *)text.at + text.len, true};
	const char *at = rest.at;
	unsigned int line = 1;

	for (;;) {
		struct piece piece = {
			.token = token_next(&rest), .record = NO_RECORD, .opens = NO_RECORD};

		if (piece.token.kind == TOKEN_END)
			return;
		for (; at < piece.token.at; at++)
			line += *at == '\n';
		piece.line = line;
		vec_push(&out->pieces, piece);
	}
}

static void end_record(struct view *view, struct record *record, size_t i)
{
	size_t next = behind_attributes(view, i + 1);

	record->alias = word_at(view, next);
	record->anonymous = record->parent != NO_RECORD && view_is(view, next, ";");
}

void view_read(struct bytes text, struct view *out)
{
	VEC(int) open = {0};

	view_cut(text, out);
	for (size_t i = 0; i < out->pieces.count; i++) {
		struct piece *piece = &out->pieces.items[i];
		bool closes = view_is(out, i, "}");

		if (view_is(out, i, "struct") || view_is(out, i, "union"))
			take_head(out, i);
		/* Whatever #if made of the count: in the first column, the outermost ends. */
		if (closes && open.count &&
		    ((const uint8_t *)piece->token.at == text.at || piece->token.at[-1] == '\n'))
			open.count = 1;
		if (closes && open.count && open.items[--open.count] != NO_RECORD)
			end_record(out, &out->records.items[open.items[open.count]], i);
		if (open.count)
			piece->record = open.items[open.count - 1];
		if (!view_is(out, i, "{"))
			continue;
		if (piece->opens != NO_RECORD)
			out->records.items[piece->opens].parent = piece->record;
		vec_push(&open, piece->opens);
	}
}

/* The struct that has the member, if it is one of an anonymous one. */
int view_owner(const struct view *view, int record)
{
	while (record != NO_RECORD && view->records.items[record].anonymous)
		record = view->records.items[record].parent;
	return record;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool view_same_record(const struct view *a, int i, const struct view *b, int j)
{
	while (i != NO_RECORD && j != NO_RECORD) {
		const struct record *x = &a->records.items[i], *y = &b->records.items[j];

		if (!same_text(x->keyword, y->keyword) || !same_text(x->name, y->name) ||
		    !same_text(x->alias, y->alias))
			return false;
		i = x->parent;
		j = y->parent;
	}
	return i == j;
}

const char *view_title(const struct view *view, int record)
{
	for (; record != NO_RECORD; record = view->records.items[record].parent) {
		const struct record *at = &view->records.items[record];

		if (at->name)
			return mem_format("%s %s", at->keyword, at->name);
		if (at->alias && at->parent == NO_RECORD)
			return at->alias;
	}
	return "a struct without a name";
}

/* ---- what is declared ------------------------------------------------------------------------- */

static bool ends_name(const struct view *view, size_t i)
{
	return view_is(view, i, ";") || view_is(view, i, ",") || view_is(view, i, "[") ||
	       view_is(view, i, ":") || view_is(view, i, ")") || is_attribute(view, i);
}

/* "(*name)(int x)" declares name, "DECLARE_BITMAP(name, 8)" the first of its arguments. */
static size_t pass_parentheses(const struct view *view, size_t i, struct map *names)
{
	bool call = i && view_token(view, i - 1)->kind == TOKEN_WORD && !view_is(view, i + 1, "*");
	const char *word = word_at(view, i + 1);

	if (!call && !(i && view_is(view, i - 1, ")")))
		return i + 1;
	if (call && word && !is_attribute(view, i - 1))
		map_put(names, word, names);
	return view_behind(view, i);
}

/* The members that are declared in [@from, @to), of one struct. */
void view_names(const struct view *view, size_t from, size_t to, int record, struct map *names)
{
	for (size_t i = from; i < to;) {
		const struct piece *piece = &view->pieces.items[i];

		if (piece->record == NO_RECORD || view_owner(view, piece->record) != record) {
			i++;
		} else if (view_is(view, i, "(")) {
			i = pass_parentheses(view, i, names);
		} else if (view_is(view, i, "[")) {
			i = view_behind(view, i);
		} else {
			if (piece->token.kind == TOKEN_WORD && ends_name(view, i + 1))
				map_put(names, word_at(view, i), names);
			i++;
		}
	}
}
