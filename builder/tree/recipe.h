/* SPDX-License-Identifier: BSD-2-Clause */
/* How an object was compiled, and how to compile its source again for another purpose. */
#ifndef BUILDER_RECIPE_H
#define BUILDER_RECIPE_H

#include "base/file.h"

/** struct recipe - a compiler's command line without what it reads, writes, and lists dependencies to */
struct recipe {
	const char *folder; /* where it ran */
	VEC(const char *) args;
	const char *source;
	const char *output; /* NULL: the compiler's choice */
};

/**
 * recipe_from_words() - of a compiler's arguments, its name being the first
 * Return: NULL if it does not make an object of one source file.
 */
struct recipe *recipe_from_words(const char *folder, const char *const *words, size_t count);
/** recipe_from_command() - of a command for /bin/sh; NULL also if that does more than run a compiler */
struct recipe *recipe_from_command(const char *folder, const char *command);
/** recipe_add() - further arguments, as words for /bin/sh */
void recipe_add(struct recipe *recipe, const char *words);

/** recipe_is_c() - C, and not C++ */
bool recipe_is_c(const struct recipe *recipe);
bool recipe_is_assembly(const struct recipe *recipe);
/** recipe_is_same() - the same arguments, wherever it runs */
bool recipe_is_same(const struct recipe *a, const struct recipe *b);
/** recipe_preprocess() - a command for /bin/sh that writes the preprocessed text to @out */
const char *recipe_preprocess(const struct recipe *recipe, const char *out);
/** recipe_debug() - one that makes the object @out from such a @text, with all types as DWARF */
const char *recipe_debug(const struct recipe *recipe, const char *text, const char *out);

#endif
