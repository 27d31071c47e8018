// SPDX-License-Identifier: BSD-2-Clause
#include "removed.h"

#include <stdlib.h>
#include <string.h>

#include "view.h"
#include "base/say.h"

/* ---- one hunk --------------------------------------------------------------------------------- */

/* struct candidate - what a hunk takes out, and where it would be after it */
struct candidate {
	size_t first, end; /* in the view before */
	size_t at;	   /* in the view after */
	unsigned int line; /* before this one */
	int record, new_record;
	bool last; /* nothing follows in the struct */
};

struct buffer {
	VEC(char) text;
};

/* struct scratch - memory that one hunk leaves to the next: there may be thousands */
struct scratch {
	struct buffer text;
	struct view view;
	struct map names; /* of the members that a struct has after the patches: */
	int owner;	  /* this one */
};

static size_t first_of_line(const struct view *view, unsigned int line)
{
	size_t i = 0;

	while (i < view->pieces.count && view->pieces.items[i].line < line)
		i++;
	return i;
}

static size_t before_directives(const struct view *view, size_t i)
{
	while (i && view->pieces.items[i - 1].token.kind == TOKEN_DIRECTIVE)
		i--;
	return i;
}

static bool ends_declaration(const struct view *view, size_t i)
{
	i = before_directives(view, i);
	return i && view_is(view, i - 1, ";");
}

/* Whether a declaration may begin at @i: in whose body? */
static int body_at(const struct view *view, size_t i)
{
	i = before_directives(view, i);
	if (i && view_is(view, i - 1, "{"))
		return view->pieces.items[i - 1].opens;
	return i && view_is(view, i - 1, ";") ? view->pieces.items[i - 1].record : NO_RECORD;
}

static bool is_last(const struct view *view, size_t i)
{
	while (view_token(view, i)->kind == TOKEN_DIRECTIVE)
		i++;
	return view_is(view, i, "}");
}

/* What has no names initialises the first one. */
static bool is_first_of_union(const struct view *view, const struct candidate *c)
{
	return !strcmp(view->records.items[c->new_record].keyword, "union") &&
	       !ends_declaration(view, c->at);
}

/* Where a declaration may begin: how many groups are open behind it; -1: it is none that ends among them. */
static int groups_behind(const struct view *view, const struct candidate *c, size_t i, int groups)
{
	static const struct {
		const char *word;
		int open, change;
	} words[] = {{"endif", 1, -1}, {"else", 1, 0}, {"eli", 1, 0}, {"if", 0, 1}};
	const struct token *token = view_token(view, i);
	const char *at = mem_text(token->at + 1, token->len - 1);

	if (i > c->first && !view_is(view, i - 1, ";") &&
	    view_token(view, i - 1)->kind != TOKEN_DIRECTIVE)
		return -1;
	at += strspn(at, " \t");
	for (size_t j = 0; j < sizeof(words) / sizeof(*words); j++)
		if (text_starts(at, words[j].word))
			return groups < words[j].open ? -1 : groups + words[j].change;
	return -1;
}

static bool is_whole(const struct view *view, const struct candidate *c)
{
	int depth = 0, groups = 0;
	bool any = false;

	for (size_t i = c->first; i < c->end; i++) {
		depth -= view_closes(view, i);
		if (depth < 0 || (!depth && view->pieces.items[i].record != c->record))
			return false;
		if (view_token(view, i)->kind == TOKEN_DIRECTIVE)
			groups = depth ? -1 : groups_behind(view, c, i, groups);
		if (groups < 0)
			return false;
		depth += view_opens(view, i);
		any |= !depth && view_is(view, i, ";");
	}
	return any && !depth && !groups && ends_declaration(view, c->end);
}

static bool has_moved(const struct view *before, const struct view *after,
		      const struct candidate *c, struct scratch *scratch)
{
	int owner = view_owner(after, c->new_record);
	struct map old = {0};

	view_names(before, c->first, c->end, view_owner(before, c->record), &old);
	if (owner != scratch->owner) {
		scratch->owner = owner;
		scratch->names = (struct map){0};
		view_names(after, 0, after->pieces.count, owner, &scratch->names);
	}
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].key && map_get(&scratch->names, old.slots[i].key))
			return true;
	return false;
}

static bool find(const struct view *before, const struct view *after, const struct hunk *hunk,
		 struct candidate *c, struct scratch *scratch)
{
	/* diff(1) names the line before, if a side has none. */
	c->line = hunk->new_count ? hunk->new_line : hunk->new_line + 1;
	c->first = first_of_line(before, hunk->old_line);
	c->end = first_of_line(before, hunk->old_line + hunk->old_count);
	c->at = first_of_line(after, c->line);
	c->record = body_at(before, c->first);
	c->new_record = body_at(after, c->at);
	c->last = is_last(after, c->at);
	return hunk->old_count && c->record != NO_RECORD && c->new_record != NO_RECORD &&
	       first_of_line(after, c->line + hunk->new_count) == c->at && is_whole(before, c) &&
	       !is_first_of_union(after, c) &&
	       view_same_record(before, c->record, after, c->new_record) &&
	       !has_moved(before, after, c, scratch);
}

/* ---- the text --------------------------------------------------------------------------------- */

/*
 * An initialiser that names no members would be shifted by the one that is back, and only the compiler sees
 * all of them. gcc can tell of any in braces of their own, and of any without; clang of those that reach what
 * cannot be initialised so, and of no "{}": hence not in the midst. A union's first member alone is reached.
 */
static const char guard[] = "\n#ifndef __clang__\n"
			    "__attribute__((__designated_init__))\n"
			    "#endif\n";
static const char opening[] =
	"\n#if defined(__cplusplus)\n"
	"#error \"xsplice-build --keep-removed is for C\"\n"
	"#endif\n"
	"#pragma GCC diagnostic error \"-Wmissing-braces\"\n"
	"#ifdef __clang__\n"
	"__extension__ union { _Atomic(struct { char c; }) pad; __extension__ struct {\n"
	"#else\n"
	"#pragma GCC diagnostic error \"-Wdesignated-init\"\n"
	"#endif\n";
static const char not_last[] =
	"\n#ifdef __clang__\n"
	"#error \"xsplice-build --keep-removed wants gcc, or to put back what "
	"was last in its struct\"\n"
	"#endif";
static const char closing[] = "\n#ifdef __clang__\n"
			      "}; };\n"
			      "#endif\n";

static void put(struct buffer *to, const char *from, size_t len)
{
	if (to->text.room - to->text.count < len + 1)
		vec_reserve(&to->text, to->text.count + len + 1); /* twice as much */
	memcpy(to->text.items + to->text.count, from, len);
	to->text.count += len;
}

static struct bytes buffer_bytes(struct buffer *from)
{
	put(from, "", 1);
	return (struct bytes){(uint8_t *)from->text.items, from->text.count - 1};
}

static const char *line_start(struct bytes text, unsigned int line)
{
	const char *at = (const char *)text.at, *end = at + text.len;

	for (; line > 1 && at < end; at++)
		line -= *at == '\n';
	return at;
}

static size_t declaration_begin(const struct view *view, size_t i)
{
	while (view_token(view, i)->kind == TOKEN_DIRECTIVE)
		i++;
	return i;
}

static size_t declaration_end(const struct view *view, size_t i)
{
	while (!view_is(view, i, ";"))
		i = view_opens(view, i) ? view_behind(view, i) : i + 1;
	return i + 1;
}

/* Whole lines; @guarded: so that initialisers without names are errors, else just as they were. */
static void put_lines(struct buffer *to, struct bytes before, const struct view *view,
		      const struct hunk *hunk, const struct candidate *c, bool guarded)
{
	const char *at = line_start(before, hunk->old_line);
	const char *end = line_start(before, hunk->old_line + hunk->old_count);

	for (size_t i = declaration_begin(view, c->first), next; guarded && i < c->end;
	     i = declaration_begin(view, next)) {
		const char *first = view_token(view, i)->at, *last;

		next = declaration_end(view, i);
		last = view_token(view, next - 1)->at + 1;
		put(to, at, (size_t)(first - at));
		if (!c->last)
			put(to, not_last, strlen(not_last));
		put(to, opening, strlen(opening));
		put(to, first, (size_t)(last - first));
		put(to, closing, strlen(closing));
		at = last;
	}
	put(to, at, (size_t)(end - at));
	if (end[-1] != '\n')
		put(to, "\n", 1);
}

static bool same_tokens(const struct view *a, size_t i, const struct view *b, size_t j,
			size_t count)
{
	for (; count--; i++, j++) {
		const struct token *x = view_token(a, i), *y = view_token(b, j);

		if (x->kind != y->kind || x->len != y->len || memcmp(x->at, y->at, x->len) != 0)
			return false;
	}
	return true;
}

/* A hunk may begin within a comment that it ends and begin the next: what counts is what comes of it. */
static bool fits(struct scratch *scratch, const struct view *before, const struct view *after,
		 const struct candidate *c)
{
	struct view *view = &scratch->view;
	size_t count = c->end - c->first, rest = after->pieces.count - c->at;

	view->pieces.count = 0;
	view_cut(buffer_bytes(&scratch->text), view);
	return view->pieces.count == after->pieces.count + count &&
	       same_tokens(view, 0, after, 0, c->at) &&
	       same_tokens(view, c->at, before, c->first, count) &&
	       same_tokens(view, c->at + count, after, c->at, rest);
}

/* On one line, without comments. */
static const char *declaration_text(const struct view *view, size_t from, size_t to)
{
	char *text = mem_text("", 0);

	for (size_t i = from; i < to; i++) {
		const struct token *token = view_token(view, i);
		bool gap = i > from &&
			   token->at > view_token(view, i - 1)->at + view_token(view, i - 1)->len;

		text = mem_format("%s%s%.*s", text, gap ? " " : "", (int)token->len, token->at);
	}
	return text;
}

static void tell(const char *file, const struct view *view, const struct candidate *c,
		 struct removed *out)
{
	for (size_t i = declaration_begin(view, c->first), next; i < c->end;
	     i = declaration_begin(view, next)) {
		struct removed_member member = {
			.where = mem_format("%s:%u", file, view->pieces.items[i].line),
			.type = view_title(view, c->record)};

		next = declaration_end(view, i);
		member.text = declaration_text(view, i, next);
		vec_push(&out->list, member);
	}
}

/* struct insertion - into the text after the patches; they are in its order, but for heads of structs */
struct insertion {
	size_t off;
	struct bytes text;
};

struct insertions {
	VEC(struct insertion) list;
};

static int insertion_order(const void *a, const void *b)
{
	const struct insertion *x = a, *y = b;

	return x->off < y->off ? -1 : x->off > y->off;
}

/* Once for each struct. */
static void insert_guard(struct insertions *to, struct bytes after, const struct view *view,
			 const struct record *record)
{
	const struct token *head = view_token(view, record->head);
	struct insertion insertion = {
		.off = (size_t)(head->at + head->len - (const char *)after.at),
		.text = {(uint8_t *)(uintptr_t)guard, strlen(guard)}};

	for (size_t i = 0; i < to->list.count; i++)
		if (to->list.items[i].off == insertion.off)
			return;
	vec_push(&to->list, insertion);
}

static void insert_hunk(struct insertions *to, struct bytes before, struct bytes after,
			const struct hunk *hunk, const struct view views[2],
			const struct candidate *c)
{
	const struct record *record = &views[1].records.items[c->new_record];
	struct insertion insertion = {
		.off = (size_t)(line_start(after, c->line) - (const char *)after.at)};
	bool in_struct = !strcmp(record->keyword, "struct");
	struct buffer lines = {0};

	if (in_struct)
		insert_guard(to, after, &views[1], record);
	put_lines(&lines, before, &views[0], hunk, c, in_struct);
	insertion.text = buffer_bytes(&lines);
	vec_push(&to->list, insertion);
}

static struct bytes insert(struct bytes after, struct insertions *insertions)
{
	struct buffer buffer = {0};
	size_t at = 0;

	qsort(insertions->list.items, insertions->list.count, sizeof(*insertions->list.items),
	      insertion_order);
	for (size_t i = 0; i < insertions->list.count; i++) {
		const struct insertion *insertion = &insertions->list.items[i];

		put(&buffer, (const char *)after.at + at, insertion->off - at);
		put(&buffer, (const char *)insertion->text.at, insertion->text.len);
		at = insertion->off;
	}
	put(&buffer, (const char *)after.at + at, after.len - at);
	return buffer_bytes(&buffer);
}

static bool fits_alone(struct bytes before, struct bytes after, const struct hunk *hunk,
		       const struct view views[2], const struct candidate *c,
		       struct scratch *scratch)
{
	struct buffer *text = &scratch->text;
	const char *place = line_start(after, c->line), *start = (const char *)after.at;

	text->text.count = 0;
	put(text, start, (size_t)(place - start));
	put_lines(text, before, &views[0], hunk, c, false);
	put(text, place, (size_t)(start + after.len - place));
	return fits(scratch, &views[0], &views[1], c);
}

struct bytes removed_put_back(const char *file, struct bytes before, struct bytes after,
			      const struct hunks *hunks, struct removed *out)
{
	struct view views[2] = {0};
	struct insertions insertions = {0};
	struct scratch scratch = {.owner = NO_RECORD};

	view_read(before, &views[0]);
	view_read(after, &views[1]);
	for (size_t i = 0; i < hunks->list.count; i++) {
		const struct hunk *hunk = &hunks->list.items[i];
		struct candidate c = {0};

		if (strcmp(hunk->file, file) != 0 ||
		    !find(&views[0], &views[1], hunk, &c, &scratch) ||
		    !fits_alone(before, after, hunk, views, &c, &scratch))
			continue;
		insert_hunk(&insertions, before, after, hunk, views, &c);
		tell(file, &views[0], &c, out);
	}
	return insertions.list.count ? insert(after, &insertions) : after;
}

/* ---- all files -------------------------------------------------------------------------------- */

static enum build_status add_patch(const struct change *change, const char *file,
				   struct removed *out)
{
	struct bytes diff;
	char *text;
	int rc = run_command(NULL,
			     mem_format("LC_ALL=C diff -a -u --label %s --label %s %s %s",
					run_quote(mem_format("a/%s", file)),
					run_quote(mem_format("b/%s", file)),
					run_quote(mem_format("%s/%s", change->after, file)),
					run_quote(mem_format("%s/%s", change->kept, file))),
			     &diff);

	if (rc != 1) {
		say_error("diff(1) cannot compare %s/%s with %s", change->after, file,
			  change->kept);
		return BUILD_INTERNAL;
	}
	text = mem_format("%s%s", out->patch.len ? (char *)out->patch.at : "", (char *)diff.at);
	out->patch = (struct bytes){(uint8_t *)text, strlen(text)};
	return BUILD_OK;
}

static enum build_status read_file(const struct change *change, const char *file,
				   const struct hunks *hunks, struct removed *out)
{
	const char *old = mem_format("%s/%s", change->before, file);
	const char *new = mem_format("%s/%s", change->after, file);
	const char *kept = mem_format("%s/%s", change->kept, file);
	struct bytes before, after, text;
	enum build_status status;

	if (!(text_ends(file, ".c") || text_ends(file, ".h")) || !file_exists(old) ||
	    !file_exists(new))
		return BUILD_OK;
	status = file_read(old, &before);
	if (status == BUILD_OK)
		status = file_read(new, &after);
	if (status != BUILD_OK)
		return status;
	text = removed_put_back(file, before, after, hunks, out);
	if (text.at == after.at)
		return BUILD_OK;
	status = file_make_folder(file_folder(kept));
	if (status == BUILD_OK)
		status = file_write(kept, text.at, text.len);
	if (status == BUILD_OK)
		status = add_patch(change, file, out);
	vec_push(&out->files, file);
	return status;
}

enum build_status removed_read(const struct change *change, struct removed *out)
{
	struct hunks hunks = {0};
	enum build_status status = hunks_read(change, &hunks);

	for (size_t i = 0; status == BUILD_OK && i < change->files.count; i++)
		status = read_file(change, change->files.items[i], &hunks, out);
	return status;
}
