// SPDX-License-Identifier: BSD-2-Clause
#include "skeleton.h"

#include <stdlib.h>
#include <string.h>

#include "base/token.h"
#include "base/words.h"

#define NESTING_MAX 100
#define KEYS_MAX 32 /* names that one declaration declares before an initialiser */

struct scan {
	struct text text;
	struct skeleton *out;
	uint64_t pragmas;
	int nesting;
};

/* enum tag - how far "struct tag {" has been read */
enum tag { TAG_NONE, TAG_KEYWORD, TAG_NAMED, TAG_BASE };

/* struct chunk - one declaration, up to its semicolon or body */
struct chunk {
	uint64_t prefix; /* the function it is in */
	uint64_t hash;
	size_t tokens;
	struct token first;
	struct token last;
	int depth;
	enum tag tag;
	bool tag_enum;
	uint64_t tag_key;
	bool has_candidate;
	uint64_t candidate; /* the word that is declared, unless another follows */
	int words;	    /* that a function's head has: its type, its name */
	bool function;
	bool inner;  /* the name was in brackets */
	bool odd;    /* two lists of parameters */
	bool record; /* has the body of a struct or union, */
	bool body;   /* or any type's */
	size_t keys; /* parts of this chunk, so far without a hash */
};

static bool is_opening(const struct token *token)
{
	return token_is(token, "(") || token_is(token, "[") || token_is(token, "{");
}

static bool is_closing(const struct token *token)
{
	return token_is(token, ")") || token_is(token, "]") || token_is(token, "}");
}

static bool is_record_word(const struct token *token)
{
	return token_is(token, "struct") || token_is(token, "union") || token_is(token, "class");
}

static bool is_assembly_word(const struct token *token)
{
	return token_is(token, "asm") || token_is(token, "__asm__") || token_is(token, "__asm");
}

static bool is_assertion_word(const struct token *token)
{
	return token_is(token, "_Static_assert") || token_is(token, "static_assert");
}

static bool is_storage_word(const struct token *token)
{
	return token_is(token, "static") || token_is(token, "extern") ||
	       token_is(token, "inline") || token_is(token, "__inline__");
}

/* Words that a bracket follows without their being declared. */
static bool takes_bracket(const struct token *token)
{
	static const char *const words[] = {"__attribute__", "__attribute", "_Alignas",
					    "alignas",	     "__declspec",  "__typeof__",
					    "typeof",	     "__typeof",    "_Atomic"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (token_is(token, words[i]))
			return true;
	return is_assembly_word(token) || is_assertion_word(token);
}

static void add_token(struct chunk *chunk, const struct token *token)
{
	if (!chunk->tokens++)
		chunk->first = *token;
	chunk->last = *token;
	chunk->hash = hash_token(chunk->hash, token);
}

static void add_key(struct scan *scan, struct chunk *chunk, uint64_t key, enum part_kind kind)
{
	struct part part = {.key = hash_number(key, chunk->prefix), .kind = kind};

	part.order = (uint32_t)scan->out->parts.count;
	vec_push(&scan->out->parts, part);
	chunk->keys++;
}

static void declare_candidate(struct scan *scan, struct chunk *chunk)
{
	if (chunk->has_candidate && !chunk->function)
		add_key(scan, chunk, chunk->candidate, PART_OTHER);
	chunk->has_candidate = false;
}

/* Attributes and the like: content without structure. */
static void take_bracketed(struct scan *scan, struct chunk *chunk)
{
	struct text after = scan->text;
	struct token token = token_next(&after);
	const char *end;

	if (!token_is(&token, "("))
		return;
	token_skip(&after);
	end = after.at;
	while (scan->text.at < end) {
		token = token_next(&scan->text);
		if (token.kind == TOKEN_END)
			return;
		chunk->hash = hash_token(chunk->hash, &token);
	}
}

/* "int (*name)(void)", "foo_t (*name[2])(void)": the name is inside. */
static bool take_inner_name(struct scan *scan, struct chunk *chunk)
{
	struct text ahead = scan->text;
	struct token token = token_next(&ahead);

	if (!token_is(&token, "*") && !token_is(&token, "(") && !token_is(&token, "^"))
		return false;
	while (token.kind == TOKEN_SIGN || takes_bracket(&token) || token_is(&token, "const") ||
	       token_is(&token, "volatile") || token_is(&token, "restrict")) {
		if (takes_bracket(&token) && (token = token_next(&ahead)).kind == TOKEN_SIGN)
			token_skip(&ahead);
		if (is_closing(&token))
			return false;
		token = token_next(&ahead);
	}
	if (token.kind != TOKEN_WORD)
		return false;
	chunk->candidate = hash_token(HASH_NAME, &token);
	chunk->has_candidate = true;
	return true;
}

static void open_bracket(struct scan *scan, struct chunk *chunk)
{
	bool is_typedef = token_is(&chunk->first, "typedef");

	if (token_is(&chunk->last, "[")) {
		declare_candidate(scan, chunk);
	} else if (chunk->function) {
		chunk->odd = true;
	} else if (take_inner_name(scan, chunk)) {
		chunk->inner = true;
	} else if (!chunk->inner && chunk->has_candidate && !is_typedef) {
		add_key(scan, chunk, chunk->candidate, PART_FUNCTION);
		chunk->function = true;
	}
}

/* Follow "struct tag {". Return: the brace opens a type's body. */
static bool follow_tag(struct scan *scan, struct chunk *chunk, const struct token *token)
{
	bool opens = chunk->tag != TAG_NONE && token_is(token, "{");

	if (is_record_word(token) || token_is(token, "enum")) {
		chunk->tag = TAG_KEYWORD;
		chunk->tag_enum = token_is(token, "enum");
	} else if (opens) {
		if (chunk->tag != TAG_KEYWORD && chunk->tag_key)
			add_key(scan, chunk, chunk->tag_key,
				chunk->tag_enum ? PART_OTHER : PART_RECORD);
		chunk->body = true;
		chunk->record |= !chunk->tag_enum;
		chunk->tag = TAG_NONE;
		chunk->tag_key = 0;
	} else if (chunk->tag == TAG_KEYWORD && token->kind == TOKEN_WORD) {
		chunk->tag = TAG_NAMED;
		chunk->tag_key = hash_token(HASH_TAG, token);
	} else if (chunk->tag != TAG_NONE && chunk->tag_enum && token_is(token, ":")) {
		chunk->tag = TAG_BASE;
	} else if (chunk->tag != TAG_BASE || token->kind != TOKEN_WORD) {
		chunk->tag = TAG_NONE;
		chunk->tag_key = 0;
	}
	return opens;
}

static void end_chunk(struct scan *scan, struct chunk *chunk)
{
	struct skeleton *out = scan->out;
	struct part *parts = out->parts.items + (out->parts.count - chunk->keys);

	if (!chunk->tokens || is_assembly_word(&chunk->first) || is_assertion_word(&chunk->first)) {
		out->parts.count -= chunk->keys;
		return;
	}
	if (!chunk->keys) {
		/* "struct foo;" says nothing */
		if (chunk->tokens <= 3 && !chunk->body && !chunk->prefix)
			return;
		if (!chunk->prefix) {
			out->loose = hash_number(out->loose, chunk->hash);
			return;
		}
		add_key(scan, chunk, HASH_START, PART_OTHER);
		parts = out->parts.items + (out->parts.count - 1);
	}
	for (size_t i = 0; i < chunk->keys; i++) {
		parts[i].hash = chunk->hash;
		if (chunk->record || chunk->odd)
			parts[i].kind = chunk->odd ? PART_OTHER : PART_RECORD;
	}
}

static void scan_code(struct scan *scan, uint64_t prefix, bool initializer);

/*
 * The chunks of what is nested (definitions in a body or initialiser) come while their own is still
 * open: its parts are put aside, and back behind theirs.
 */
static void scan_nested(struct scan *scan, struct chunk *chunk, uint64_t prefix, bool initializer)
{
	struct part kept[KEYS_MAX];
	size_t count = chunk->keys < KEYS_MAX ? chunk->keys : KEYS_MAX;

	scan->out->unsure |= chunk->keys > KEYS_MAX;
	scan->out->parts.count -= chunk->keys;
	if (count)
		memcpy(kept, scan->out->parts.items + scan->out->parts.count,
		       count * sizeof(*kept));
	scan_code(scan, prefix, initializer);
	for (size_t i = 0; i < count; i++) {
		kept[i].order = (uint32_t)scan->out->parts.count;
		vec_push(&scan->out->parts, kept[i]);
	}
	chunk->keys = count;
}

/* Those of warnings lay nothing out. */
static uint64_t take_pragma(struct scan *scan, const struct token *token)
{
	if (memmem(token->at, token->len, "diagnostic", strlen("diagnostic")))
		return 0;
	scan->pragmas = hash_token(scan->pragmas, token);
	return scan->pragmas;
}

/* A sign or brace outside of all brackets. Return: the declaration ends. */
static bool take_outer(struct scan *scan, struct chunk *chunk, const struct token *token,
		       bool opens_type)
{
	if (token_is(token, "{") && !opens_type) {
		if (chunk->last.kind == TOKEN_LITERAL && token_is(&chunk->first, "extern")) {
			chunk->tokens = 0; /* extern "C" { */
			return true;
		}
		chunk->depth--;
		scan->out->bare |= !chunk->function || chunk->words < 2;
		scan_nested(scan, chunk, chunk->keys ? chunk->candidate : chunk->hash, false);
		return true;
	}
	if (token_is(token, "(") || token_is(token, "["))
		open_bracket(scan, chunk);
	if (token_is(token, ",") || token_is(token, ";") || token_is(token, "=") ||
	    token_is(token, ":"))
		declare_candidate(scan, chunk);
	if (token_is(token, "="))
		scan_nested(scan, chunk, chunk->candidate, true);
	return token_is(token, ";");
}

static void scan_declaration(struct scan *scan, uint64_t prefix)
{
	struct chunk chunk = {.prefix = prefix, .hash = hash_number(HASH_START, scan->pragmas)};
	bool ends = false;

	while (!ends) {
		struct text before = scan->text;
		struct token token = token_next(&scan->text);
		bool opens_type, outer = !chunk.depth;

		if (token.kind == TOKEN_END)
			break;
		if (token.kind == TOKEN_DIRECTIVE) {
			chunk.hash += take_pragma(scan, &token);
			continue;
		}
		if (outer && is_closing(&token)) {
			scan->text = before;
			break;
		}
		if (token_is(&token, "__extension__"))
			continue;
		if (outer && token_is(&token, "{") && chunk.tag == TAG_NONE)
			; /* a body is no part of the declaration */
		else
			add_token(&chunk, &token);
		if (takes_bracket(&token)) {
			take_bracketed(scan, &chunk);
			continue;
		}
		if (outer && token.kind == TOKEN_WORD && chunk.tag != TAG_KEYWORD &&
		    !chunk.function) {
			chunk.words += !is_storage_word(&token);
			chunk.candidate = hash_token(HASH_NAME, &token);
			chunk.has_candidate = !is_record_word(&token) && !token_is(&token, "enum");
		}
		opens_type = follow_tag(scan, &chunk, &token);
		chunk.depth += is_opening(&token) - (!outer && is_closing(&token));
		if (outer && token.kind == TOKEN_SIGN)
			ends = take_outer(scan, &chunk, &token, opens_type);
	}
	end_chunk(scan, &chunk);
}

/* Does a body follow this "struct"? */
static bool defines_type(struct text ahead)
{
	struct token token = token_next(&ahead);
	int words = 0;

	for (;; token = token_next(&ahead)) {
		if (takes_bracket(&token)) {
			token = token_next(&ahead);
			token_skip(&ahead);
		} else if (token_is(&token, ":")) {
			words = 0; /* of the enumeration's integer type */
		} else if (token.kind != TOKEN_WORD || words++ > 3) {
			return token_is(&token, "{");
		}
	}
}

/* A function's body, up to its brace; or an initialiser, up to what follows it. */
static void scan_code(struct scan *scan, uint64_t prefix, bool initializer)
{
	int depth = 0;

	if (++scan->nesting > NESTING_MAX) {
		scan->out->unsure = true;
		scan->text.at = scan->text.end;
	}
	for (;;) {
		struct text before = scan->text;
		struct token token = token_next(&scan->text);

		if (token.kind == TOKEN_END)
			break;
		if (token.kind == TOKEN_DIRECTIVE)
			take_pragma(scan, &token);
		if (is_opening(&token))
			depth++;
		if (is_closing(&token) && !depth--) {
			if (initializer)
				scan->text = before;
			break;
		}
		if (initializer && !depth && (token_is(&token, ",") || token_is(&token, ";"))) {
			scan->text = before;
			break;
		}
		if (token_is(&token, "typedef") || token_is(&token, "static") ||
		    token_is(&token, "extern") ||
		    ((is_record_word(&token) || token_is(&token, "enum")) &&
		     defines_type(scan->text))) {
			scan->text = before;
			scan_declaration(scan, prefix);
		}
	}
	scan->nesting--;
}

void skeleton_scan(struct skeleton *skeleton, const char *text, size_t len)
{
	struct scan scan = {.text = {.at = text, .end = text + len}, .out = skeleton};

	skeleton->parts.count = 0;
	skeleton->loose = HASH_START;
	skeleton->unsure = skeleton->bare = false;
	for (;;) {
		struct text before = scan.text;
		struct token token = token_next(&scan.text);

		if (token.kind == TOKEN_END)
			break;
		if (is_closing(&token))
			continue;
		scan.text = before;
		scan_declaration(&scan, 0);
	}
}
