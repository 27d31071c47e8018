// SPDX-License-Identifier: BSD-2-Clause
#include "recipe.h"

#include <string.h>

static bool is_one_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(word, list[i]))
			return true;
	return false;
}
#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof(list) / sizeof(*(list)))

/* Options whose argument is a word of its own. */
static bool takes_word(const char *word)
{
	static const char *const options[] = {
		"-o",
		"-I",
		"-D",
		"-U",
		"-L",
		"-l",
		"-x",
		"-T",
		"-MF",
		"-MT",
		"-MQ",
		"-include",
		"-imacros",
		"-isystem",
		"-iquote",
		"-idirafter",
		"-isysroot",
		"-iprefix",
		"-target",
		"--param",
		"-Xclang",
		"-Xlinker",
		"-Xpreprocessor",
		"-Xassembler",
		"-arch",
		"-dumpbase",
		"-dumpdir",
		"-dumpbase-ext",
		"-aux-info",
	};

	return IS_ONE_OF(word, options);
}

static bool is_source(const char *word)
{
	static const char *const suffixes[] = {".c", ".cc",  ".cpp", ".cxx",
					       ".C", ".c++", ".S",   ".s"};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (text_ends(word, suffixes[i]))
			return *word != '-';
	return false;
}

/* What is written beside the object. */
static bool is_dropped(const char *word)
{
	static const char *const names[] = {"-c", "-M", "-MD", "-MMD", "-MP", "-MG", "-MV"};
	static const char *const starts[] = {"-MF", "-MT", "-MQ", "-MJ", "-Wp,-M", "-save-temps"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (text_starts(word, starts[i]))
			return true;
	return IS_ONE_OF(word, names);
}

struct recipe *recipe_from_words(const char *folder, const char *const *words, size_t count)
{
	static const char *const with_word[] = {"-MF", "-MT", "-MQ", "-MJ"};
	struct recipe *recipe = MEM_NEW(struct recipe);
	bool compiles = false;

	recipe->folder = folder;
	for (size_t i = 0; i < count; i++) {
		const char *word = words[i], *next = i + 1 < count ? words[i + 1] : NULL;

		compiles |= !strcmp(word, "-c");
		if (i && is_source(word)) {
			if (recipe->source)
				return NULL;
			recipe->source = word;
		} else if (text_starts(word, "-o") && (word[2] || next)) {
			recipe->output = word[2] ? word + 2 : words[++i];
		} else if (is_dropped(word)) {
			i += next && IS_ONE_OF(word, with_word);
		} else {
			vec_push(&recipe->args, word);
			if (next && takes_word(word))
				vec_push(&recipe->args, words[++i]);
		}
	}
	return compiles && recipe->source ? recipe : NULL;
}

/* A word as /bin/sh reads it, if no expansion is in it. Return: NULL at the end; *@bad: it is not so. */
static char *shell_word(const char **at, bool *bad)
{
	char *word, *to, quote = '\0';

	*at += strspn(*at, " \t\n");
	if (!**at)
		return NULL;
	word = to = mem_alloc(strlen(*at) + 1);
	for (; **at && (quote || !strchr(" \t\n", **at)); ++*at) {
		char c = **at;

		if (quote == '\'') {
			if (c == quote)
				quote = '\0';
			else
				*to++ = c;
		} else if (c == '\\' && (*at)[1]) {
			c = *++*at;
			if (quote && !strchr("\\\"$`", c))
				*to++ = '\\';
			*to++ = c;
		} else if (c == quote) {
			quote = '\0';
		} else if (!quote && (c == '\'' || c == '"')) {
			quote = c;
		} else {
			*bad |= c == '$' || c == '`' || (!quote && strchr(";|&<>()*?[#~", c));
			*to++ = c;
		}
	}
	*bad |= quote != '\0';
	return word;
}

struct recipe *recipe_from_command(const char *folder, const char *command)
{
	VEC(const char *) words = {0};
	const char *word;
	bool bad = false;

	while ((word = shell_word(&command, &bad)))
		vec_push(&words, word);
	return bad ? NULL : recipe_from_words(folder, words.items, words.count);
}

void recipe_add(struct recipe *recipe, const char *words)
{
	const char *word;
	bool bad = false;

	while ((word = shell_word(&words, &bad)))
		vec_push(&recipe->args, word);
}

/* ---- other purposes --------------------------------------------------------------------------- */

bool recipe_is_assembly(const struct recipe *recipe)
{
	return text_ends(recipe->source, ".S") || text_ends(recipe->source, ".s");
}

bool recipe_is_same(const struct recipe *a, const struct recipe *b)
{
	if (a->args.count != b->args.count || strcmp(a->source, b->source))
		return false;
	for (size_t i = 0; i < a->args.count; i++)
		if (strcmp(a->args.items[i], b->args.items[i]))
			return false;
	return true;
}

bool recipe_is_c(const struct recipe *recipe)
{
	const char *compiler = file_base(recipe->args.items[0]);

	return text_ends(recipe->source, ".c") && !strstr(compiler, "++");
}

static const char *join(const struct recipe *recipe, const char *rest)
{
	char *text, *to;
	size_t len = strlen(rest) + 2;

	for (size_t i = 0; i < recipe->args.count; i++)
		len += 4 * strlen(recipe->args.items[i]) + 3;
	text = to = mem_alloc(len);
	for (size_t i = 0; i < recipe->args.count; i++) {
		const char *word = run_quote(recipe->args.items[i]);
		size_t word_len = strlen(word);

		memcpy(to, word, word_len);
		to += word_len;
		*to++ = ' ';
	}
	memcpy(to, rest, strlen(rest));
	return text;
}

/* Where in macros a token comes from, for messages that nobody sees: gcc takes a quarter of its time for it. */
static const char *untracked(const struct recipe *recipe)
{
	return strstr(file_base(recipe->args.items[0]), "gcc") ? " -ftrack-macro-expansion=0" : "";
}

const char *recipe_preprocess(const struct recipe *recipe, const char *out)
{
	return join(recipe, mem_format("-w%s -E -o %s %s", untracked(recipe), run_quote(out),
				       run_quote(recipe->source)));
}

/* What macros expanded to is no longer known to come from system headers: -w says nothing about it. */
const char *recipe_debug(const struct recipe *recipe, const char *text, const char *out)
{
	return join(recipe,
		    mem_format("-w -g -gno-split-dwarf -fno-eliminate-unused-debug-types -x %s "
			       "-c -o %s %s",
			       recipe_is_c(recipe) ? "cpp-output" : "c++-cpp-output",
			       run_quote(out), run_quote(text)));
}
