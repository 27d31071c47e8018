// SPDX-License-Identifier: BSD-2-Clause
#include "hunks.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"

/* ---- what stands where ------------------------------------------------------------------------ */

/* struct reader - C text, character by character, without comments, strings and directives */
struct reader {
	const char *at, *end;
	unsigned int line;
	bool line_start;
	struct places *out;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* A directive with its continued lines; "#define NAME" is a place. */
static void skip_directive(struct reader *r)
{
	unsigned int first = r->line;
	const char *word = r->at + 1, *name;

	while (word < r->end && isblank((unsigned char)*word))
		word++;
	for (; r->at < r->end && *r->at != '\n'; r->at++) {
		if (*r->at == '\\' && r->at + 1 < r->end && r->at[1] == '\n') {
			r->line++;
			r->at++;
		}
	}
	if (r->end - word < 8 || memcmp(word, "define", 6) != 0 || !isblank((unsigned char)word[6]))
		return;
	for (name = word + 7; name < r->end && isblank((unsigned char)*name);)
		name++;
	for (word = name; word < r->end && is_word(*word);)
		word++;
	if (word == name)
		return;
	vec_push(&r->out->list,
		 ((struct place){"macro", mem_text(name, (size_t)(word - name)), first, r->line}));
}

static void skip_comment(struct reader *r)
{
	bool block = r->at[1] == '*';

	for (r->at += 2; r->at < r->end; r->at++) {
		if (!block && *r->at == '\n')
			return;
		if (block && *r->at == '*' && r->at + 1 < r->end && r->at[1] == '/') {
			r->at += 2;
			return;
		}
		r->line += *r->at == '\n';
	}
}

static void skip_quoted(struct reader *r)
{
	char quote = *r->at++;

	for (; r->at < r->end && *r->at != quote; r->at++) {
		if (*r->at == '\n') { /* an apostrophe in text that is skipped */
			return;
		}
		if (*r->at == '\\' && r->at + 1 < r->end)
			r->line += *++r->at == '\n';
	}
	if (r->at < r->end)
		r->at++;
}

/* The next character that means something, '\0' at the end; a word comes as 'w', with its length. */
static char read_token(struct reader *r, const char **word, size_t *len)
{
	while (r->at < r->end) {
		char c = *r->at;

		if (c == '\n') {
			r->line++;
			r->line_start = true;
			r->at++;
		} else if (isspace((unsigned char)c) || c == '\\') {
			r->at++;
		} else if (c == '#' && r->line_start) {
			skip_directive(r);
		} else if (c == '/' && r->at + 1 < r->end && (r->at[1] == '/' || r->at[1] == '*')) {
			skip_comment(r);
		} else if (c == '"' || c == '\'') {
			r->line_start = false;
			skip_quoted(r);
		} else if (is_word(c)) {
			r->line_start = false;
			for (*word = r->at; r->at < r->end && is_word(*r->at);)
				r->at++;
			*len = (size_t)(r->at - *word);
			return 'w';
		} else {
			r->line_start = r->line_start && c == '}';
			r->at++;
			return c;
		}
	}
	return '\0';
}

/* struct definition - what a top-level declaration is, as far as it was read */
struct definition {
	unsigned int first;
	const char *type;     /* what follows struct, union, enum */
	const char *function; /* the word before an opening parenthesis */
	const char *variable; /* the last word before "=" or "[" */
	const char *word;
	bool type_next, assigned, body;
	int parens, braces;
};

static bool is_attribute(const char *word)
{
	return text_starts(word, "__attribute") || text_starts(word, "__section") ||
	       text_starts(word, "__aligned") || text_starts(word, "__printf") ||
	       text_starts(word, "__must") || !strcmp(word, "_Alignas") || !strcmp(word, "asm") ||
	       !strcmp(word, "__asm__") || !strcmp(word, "typeof");
}

static void take_word(struct definition *d, const char *word, size_t len)
{
	if (d->braces || d->parens)
		return;
	d->word = mem_text(word, len);
	if (d->type_next)
		d->type = d->word;
	d->type_next =
		!strcmp(d->word, "struct") || !strcmp(d->word, "union") || !strcmp(d->word, "enum");
}

/* "int f(void) __acquires(lock)": of several words with parentheses, one that is no annotation. */
static void take_call(struct definition *d)
{
	if (d->braces || d->assigned || !d->word || is_attribute(d->word))
		return;
	if (!d->function || !text_starts(d->word, "__"))
		d->function = d->word;
}

static void end_definition(struct reader *r, struct definition *d)
{
	struct place place = {.first = d->first, .last = r->line};

	if (d->function) {
		place.kind = "function";
		place.name = d->function;
	} else if (d->variable) {
		place.kind = "data";
		place.name = d->variable;
	} else if (d->type && d->body) {
		place.kind = "type";
		place.name = d->type;
	} else {
		place.kind = "data";
		place.name = d->word;
	}
	if (place.name)
		vec_push(&r->out->list, place);
	*d = (struct definition){0};
}

static void take_brace(struct reader *r, struct definition *d, bool column_0)
{
	d->braces = column_0 || d->braces < 1 ? 0 : d->braces - 1;
	d->parens = 0;
	if (!d->braces && d->function && !d->assigned)
		end_definition(r, d);
}

void places_read(struct bytes text, struct places *out)
{
	struct reader r = {.at = (const char *)text.at,
			   .end = (const char *)text.at + text.len,
			   .line = 1,
			   .line_start = true,
			   .out = out};
	struct definition d = {0};
	const char *word = NULL;
	size_t len = 0;
	char c;

	while ((c = read_token(&r, &word, &len))) {
		if (!d.first)
			d.first = r.line;
		switch (c) {
		case 'w':
			take_word(&d, word, len);
			break;
		case '(':
			if (!d.parens++)
				take_call(&d);
			break;
		case ')':
			d.parens -= d.parens > 0;
			break;
		case '=':
		case '[':
			if (!d.braces && !d.parens && !d.assigned) {
				d.variable = d.word;
				d.assigned = true;
				d.function = NULL;
			}
			break;
		case '{':
			d.body |= !d.braces++ && !d.assigned;
			break;
		case '}':
			/* Whatever #if made of the count: this ends a function. */
			take_brace(&r, &d, r.at - 1 == (const char *)text.at || r.at[-2] == '\n');
			break;
		case ';':
			if (!d.braces && !d.parens) {
				if (d.function && !d.assigned) /* it is only declared */
					d = (struct definition){0};
				else
					end_definition(&r, &d);
			}
			break;
		default:
			break;
		}
	}
}

const struct place *places_at(const struct places *places, unsigned int line)
{
	for (size_t i = 0; i < places->list.count; i++)
		if (line >= places->list.items[i].first && line <= places->list.items[i].last)
			return &places->list.items[i];
	return NULL;
}

/* ---- changed lines ---------------------------------------------------------------------------- */

static unsigned int range(const char *text, char **end, unsigned int *count)
{
	unsigned int line = (unsigned int)strtoul(text, end, 10);

	*count = 1;
	if (**end == ',')
		*count = (unsigned int)strtoul(*end + 1, end, 10);
	return line;
}

static enum build_status read_places(const char *path, struct places *out)
{
	struct bytes text;
	enum build_status status = BUILD_OK;

	if (!file_exists(path))
		return BUILD_OK;
	status = file_read(path, &text);
	if (status == BUILD_OK)
		places_read(text, out);
	return status;
}

static void name_hunk(struct hunk *hunk, const struct places *before, const struct places *after)
{
	const struct place *place = NULL;

	for (unsigned int i = 0; !place && i < hunk->new_count; i++)
		place = places_at(after, hunk->new_line + i);
	for (unsigned int i = 0; !place && i < hunk->old_count; i++)
		place = places_at(before, hunk->old_line + i);
	if (!place)
		return;
	hunk->kind = place->kind;
	hunk->name = place->name;
}

static enum build_status read_file(const struct change *change, const char *file, struct hunks *out)
{
	char *before = mem_format("%s/%s", change->before, file);
	char *after = mem_format("%s/%s", change->after, file);
	struct places old_places = {0}, new_places = {0};
	struct bytes output;
	enum build_status status;

	if (!file_exists(before) && !file_exists(after))
		return BUILD_OK;
	status = read_places(before, &old_places);
	if (status == BUILD_OK)
		status = read_places(after, &new_places);
	if (status != BUILD_OK)
		return status;
	if (run_command(NULL,
			mem_format("LC_ALL=C diff -a -N -U0 %s %s", run_quote(before),
				   run_quote(after)),
			&output) > 1) {
		say_error("diff(1) cannot compare %s with %s", before, after);
		return BUILD_INTERNAL;
	}
	for (char *at = (char *)output.at, *text, *end; (at = strstr(at, "@@ -")); at = text) {
		struct hunk hunk = {.file = file};

		hunk.old_line = range(at + 4, &end, &hunk.old_count);
		hunk.new_line = range(end + 2, &end, &hunk.new_count);
		text = end + strcspn(end, "\n");
		text += *text == '\n';
		for (end = text; *end && strchr("-+\\", *end); end += *end == '\n')
			end += strcspn(end, "\n");
		hunk.text = mem_text(text, (size_t)(end - text));
		text = end;
		name_hunk(&hunk, &old_places, &new_places);
		vec_push(&out->list, hunk);
	}
	return BUILD_OK;
}

enum build_status hunks_read(const struct change *change, struct hunks *out)
{
	enum build_status status = BUILD_OK;

	for (size_t i = 0; status == BUILD_OK && i < change->files.count; i++)
		status = read_file(change, change->files.items[i], out);
	return status;
}

char *hunk_text(const struct hunk *hunk)
{
	unsigned int first = hunk->new_count ? hunk->new_line : hunk->old_line;
	unsigned int count = hunk->new_count ? hunk->new_count : hunk->old_count;

	if (count == 1)
		return mem_format("%s:%u", hunk->file, first);
	return mem_format("%s:%u-%u", hunk->file, first, first + count - 1);
}
