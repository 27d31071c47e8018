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

bool declared_same_text(const char *base, size_t base_len, const char *patched, size_t patched_len)
{
	struct skeleton a = {0}, b = {0};
	struct skeleton_diff diff = {0};
	uint64_t x, y;

	if (!hash_directives(base, base_len, &x) || !hash_directives(patched, patched_len, &y) ||
	    x != y)
		return false;
	skeleton_scan(&a, base, base_len);
	skeleton_scan(&b, patched, patched_len);
	skeleton_compare(&a, &b, &diff);
	return !a.bare && !b.bare && !diff.functions.count && !diff.types;
}

static bool is_same_file(const struct change *change, const char *file)
{
	const char *base = mem_format("%s/%s", change->originals, file);
	const char *patched = mem_format("%s/%s", change->top, file);
	struct bytes a, b;

	/* Of a file that comes or goes, others have to know. */
	if (!file_exists(base) || !file_exists(patched) || text_ends(file, ".S"))
		return true;
	if ((!text_ends(file, ".c") && !text_ends(file, ".h")) || file_read(base, &a) != BUILD_OK ||
	    file_read(patched, &b) != BUILD_OK)
		return false;
	return declared_same_text((const char *)a.at, a.len, (const char *)b.at, b.len);
}

bool declared_same(const struct change *change)
{
	for (size_t i = 0; i < change->files.count; i++)
		if (!is_same_file(change, change->files.items[i]))
			return false;
	return true;
}
