// SPDX-License-Identifier: BSD-2-Clause
#include "declared.h"

#include <string.h>

#include "types/skeleton.h"
#include "base/words.h"

#define GROUPS_MAX 64 /* #if in #if */

static bool directive_is(const struct token *token, const char *name)
{
	const char *at = token->at + 1, *end = token->at + token->len;
	size_t len = strlen(name);

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return (size_t)(end - at) >= len && !memcmp(at, name, len);
}

/* Each branch of each #if must leave the brackets as it found them: the text then is as good as one. */
struct groups {
	int depth;
	int starts[GROUPS_MAX];
	int count;
};

static bool follow_group(struct groups *groups, const struct token *token)
{
	if (directive_is(token, "if")) {
		if (groups->count == GROUPS_MAX)
			return false;
		groups->starts[groups->count++] = groups->depth;
		return true;
	}
	if (!directive_is(token, "el") && !directive_is(token, "endif"))
		return true;
	if (!groups->count || groups->starts[groups->count - 1] != groups->depth)
		return false;
	groups->count -= directive_is(token, "endif");
	return true;
}

static bool hash_directives(const char *text, size_t len, uint64_t *hash)
{
	struct text from = {.at = text, .end = text + len, .directives = true};
	struct groups groups = {0};

	*hash = HASH_START;
	for (;;) {
		struct token token = token_next(&from);

		if (token.kind == TOKEN_END)
			return !groups.depth && !groups.count;
		if (token.kind == TOKEN_DIRECTIVE) {
			if (!follow_group(&groups, &token))
				return false;
			if (!directive_is(&token, "line"))
				*hash = hash_token(*hash, &token);
		} else if (token_is(&token, "(") || token_is(&token, "[") ||
			   token_is(&token, "{")) {
			groups.depth++;
		} else if (token_is(&token, ")") || token_is(&token, "]") ||
			   token_is(&token, "}")) {
			groups.depth--;
		}
	}
}

enum declared declared_text(const char *base, size_t base_len, const char *patched,
			    size_t patched_len)
{
	struct skeleton a = {0}, b = {0};
	struct skeleton_diff diff = {0};
	uint64_t x, y;

	if (!hash_directives(base, base_len, &x) || !hash_directives(patched, patched_len, &y) ||
	    x != y)
		return DECLARED_OTHERWISE;
	skeleton_scan(&a, base, base_len);
	skeleton_scan(&b, patched, patched_len);
	skeleton_compare(&a, &b, &diff);
	if (a.bare || b.bare || diff.functions.count)
		return DECLARED_OTHERWISE;
	if (!diff.types)
		return DECLARED_SAME;
	return diff.only_records ? DECLARED_RECORDS : DECLARED_OTHERWISE;
}

static enum declared declared_file(const struct change *change, const char *file)
{
	const char *base = mem_format("%s/%s", change->originals, file);
	const char *patched = mem_format("%s/%s", change->top, file);
	struct bytes a, b;

	/* Of a file that comes or goes, others have to know. */
	if (!file_exists(base) || !file_exists(patched) || text_ends(file, ".S"))
		return DECLARED_SAME;
	if ((!text_ends(file, ".c") && !text_ends(file, ".h")) || file_read(base, &a) != BUILD_OK ||
	    file_read(patched, &b) != BUILD_OK)
		return DECLARED_OTHERWISE;
	return declared_text((const char *)a.at, a.len, (const char *)b.at, b.len);
}

enum declared declared(const struct change *change)
{
	enum declared all = DECLARED_SAME;

	for (size_t i = 0; i < change->files.count && all != DECLARED_OTHERWISE; i++) {
		enum declared one = declared_file(change, change->files.items[i]);

		if (all == DECLARED_SAME)
			all = one;
		else if (one != DECLARED_SAME)
			all = DECLARED_OTHERWISE;
	}
	return all;
}
