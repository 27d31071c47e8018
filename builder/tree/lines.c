// SPDX-License-Identifier: BSD-2-Clause
#include "lines.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"

/* struct scan - what precedes a line, as far as it matters to a directive put there */
struct scan {
	bool comment;	/* inside a block comment */
	bool continued; /* the line above ends in a backslash */
	bool literal;	/* such a line ended inside a string */
	int parens;
	VEC(int) groups; /* parens at each open #if */
};

enum directive { NOT_DIRECTIVE, OPENS, SWITCHES, CLOSES, OTHER_DIRECTIVE };

static enum directive directive_of(const char *line, size_t len)
{
	const char *end = line + len;

	while (line < end && isspace((unsigned char)*line))
		line++;
	if (line == end || *line != '#')
		return NOT_DIRECTIVE;
	line++;
	while (line < end && isblank((unsigned char)*line))
		line++;
	if (end - line >= 2 && !memcmp(line, "if", 2))
		return OPENS;
	if (end - line >= 3 && !memcmp(line, "eli", 3))
		return SWITCHES;
	if (end - line >= 4 && !memcmp(line, "else", 4))
		return SWITCHES;
	if (end - line >= 5 && !memcmp(line, "endif", 5))
		return CLOSES;
	return OTHER_DIRECTIVE;
}

/* Walk over the characters of a line; @count: parentheses matter (it is no directive). */
static void scan_text(struct scan *scan, const char *line, size_t len, bool count)
{
	char quote = scan->literal ? '"' : '\0';

	scan->literal = false;
	for (size_t i = 0; i < len; i++) {
		char next = i + 1 < len ? line[i + 1] : '\0';

		if (scan->comment) {
			if (line[i] == '*' && next == '/') {
				scan->comment = false;
				i++;
			}
		} else if (quote) {
			if (line[i] == '\\')
				i++;
			else if (line[i] == quote)
				quote = '\0';
		} else if (line[i] == '/' && next == '*') {
			scan->comment = true;
			i++;
		} else if (line[i] == '/' && next == '/') {
			break;
		} else if (line[i] == '"' || line[i] == '\'') {
			quote = line[i];
		} else if (count && (line[i] == '(' || line[i] == '[')) {
			scan->parens++;
		} else if (count && (line[i] == ')' || line[i] == ']') && scan->parens) {
			scan->parens--;
		}
	}
	while (len &&
	       isspace((
		       unsigned char)line[len - 1])) /* a carriage return, and what gcc lets pass */
		len--;
	scan->continued = len && line[len - 1] == '\\';
	scan->literal = quote == '"' && scan->continued;
}

static enum directive scan_line(struct scan *scan, const char *line, size_t len, bool in_macro)
{
	enum directive directive = NOT_DIRECTIVE;

	if (!scan->comment && !scan->continued)
		directive = directive_of(line, len);
	if (directive == OPENS) {
		vec_push(&scan->groups, scan->parens);
	} else if (directive == SWITCHES && scan->groups.count) {
		scan->parens = scan->groups.items[scan->groups.count - 1];
	}
	scan_text(scan, line, len, directive == NOT_DIRECTIVE && !in_macro);
	/* The end of a function: whatever macros made of the count, it is nothing here. */
	if (len && line[0] == '}' && !scan->comment)
		scan->parens = 0;
	return directive;
}

/* struct lines - a file cut into lines, without their newlines */
struct line {
	const char *at;
	size_t len;
	unsigned int old; /* number in the base file; 0: the patch added or changed it */
};

static struct line *cut(struct bytes text, size_t *count)
{
	VEC(struct line) lines = {0};
	const char *at = (const char *)text.at, *end = at + text.len;

	while (at < end) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		struct line line = {.at = at, .len = (size_t)((eol ? eol : end) - at)};

		vec_push(&lines, line);
		at += line.len + 1;
	}
	*count = lines.count;
	return lines.items;
}

/* What is left of each line without comments and white space: what else changes in it is no change. */
static struct bytes essence(struct bytes text)
{
	struct bytes out = {mem_alloc(text.len + 1), 0};
	bool comment = false, rest = false; /* a block, the rest of the line */
	uint8_t quote = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i], next = text.at[i + 1]; /* a NUL follows */

		if (c == '\n') {
			rest = false;
			quote = 0;
			out.at[out.len++] = c;
		} else if (comment) {
			comment = c != '*' || next != '/';
			i += !comment;
		} else if (quote) {
			out.at[out.len++] = c;
			if (c == '\\' && next && next != '\n')
				out.at[out.len++] = text.at[++i];
			else if (c == quote)
				quote = 0;
		} else if (c == '/' && next == '*') {
			comment = !rest;
			i += comment;
		} else if (rest || isspace(c) || (c == '/' && next == '/')) {
			rest |= c == '/';
		} else {
			quote = c == '"' || c == '\'' ? c : 0;
			out.at[out.len++] = c;
		}
	}
	return out;
}

/* diff(1) over what matters of two files. NULL if it cannot. */
static char *differences(const char *base, const char *patched)
{
	const char *const files[] = {base, patched};
	char *copies[2];
	struct bytes text;

	for (int i = 0; i < 2; i++) {
		copies[i] = mem_format("%s.essence-%d", patched, i);
		if (file_read(files[i], &text) != BUILD_OK)
			return NULL;
		text = essence(text);
		if (file_write(copies[i], text.at, text.len) != BUILD_OK)
			return NULL;
	}
	if (run_command(NULL,
			mem_format("LC_ALL=C diff -a -U0 %s %s; rc=$?; rm -f %s %s; [ $rc -lt 2 ]",
				   run_quote(copies[0]), run_quote(copies[1]), run_quote(copies[0]),
				   run_quote(copies[1])),
			&text))
		return NULL;
	return (char *)text.at;
}

/* Number the lines that diff(1) finds unchanged. Return: how many changes there are, -1: no diff. */
static int number_lines(const char *base, const char *patched, struct line *lines, size_t count)
{
	size_t at = 0;
	unsigned int old = 1;
	int changes = 0;
	char *line, *rest = differences(base, patched);

	if (!rest)
		return -1;
	while ((line = strsep(&rest, "\n"))) {
		unsigned int from = 0, from_len = 1, to = 0, to_len = 1;
		char *end;

		if (!text_starts(line, "@@ -"))
			continue;
		from = (unsigned int)strtoul(line + 4, &end, 10);
		if (*end == ',')
			from_len = (unsigned int)strtoul(end + 1, &end, 10);
		to = (unsigned int)strtoul(end + 2, &end, 10);
		if (*end == ',')
			to_len = (unsigned int)strtoul(end + 1, &end, 10);
		/* An empty side names the line before the change. */
		from += !from_len;
		to += !to_len;
		for (; at + 1 < to && at < count; at++, old++)
			lines[at].old = old;
		at += to_len;
		old = from + from_len;
		changes++;
	}
	for (; at < count; at++, old++)
		lines[at].old = old;
	return changes;
}

/* A comment or a blank line that the patch added. */
static bool is_idle(const struct line *line)
{
	return !line->old &&
	       !essence((struct bytes){(uint8_t *)(uintptr_t)line->at, line->len}).len;
}

enum build_status lines_neutralize(const char *base, const char *patched)
{
	struct bytes text;
	struct line *lines;
	size_t count, done_depth = 0;
	struct scan scan = {0};
	bool pending = false, any = false, in_macro = false;
	char *out, *to;
	enum build_status status = file_read(patched, &text);

	if (status != BUILD_OK)
		return status;
	lines = cut(text, &count);
	switch (number_lines(base, patched, lines, count)) {
	case -1:
		say_error("diff(1) cannot compare %s with %s", base, patched);
		return BUILD_INTERNAL;
	case 0:
		return BUILD_OK;
	}
	out = to = mem_alloc(text.len + count * 24 + 1);
	for (size_t i = 0; i < count; i++) {
		enum directive directive;
		bool safe = !scan.comment && !scan.continued && !scan.parens;
		bool idle = scan.parens && !scan.comment && !scan.continued && is_idle(&lines[i]);
		char *start;

		if (lines[i].old &&
		    (!i || !lines[i - 1].old || lines[i].old != lines[i - 1].old + 1))
			pending = i || lines[i].old != 1;
		if (pending && safe && lines[i].old) {
			to += sprintf(to, "#line %u\n", lines[i].old);
			pending = false;
			any = true;
			done_depth = scan.groups.count;
		}
		start = to;
		memcpy(to, lines[i].at, lines[i].len);
		to += lines[i].len;
		*to++ = '\n';

		directive = scan_line(&scan, lines[i].at, lines[i].len, in_macro);
		in_macro = scan.continued && (in_macro || directive != NOT_DIRECTIVE);
		if (idle && !scan.comment && !scan.continued)
			to = start; /* no directive could make up for it */
		if ((directive == SWITCHES || directive == CLOSES) && any &&
		    scan.groups.count <= done_depth)
			pending = true;
		if (directive == CLOSES && scan.groups.count)
			scan.groups.count--;
	}
	return file_write(patched, out, (size_t)(to - out));
}
