// SPDX-License-Identifier: BSD-2-Clause
#include "check.h"

#include <string.h>

#include "uses.h"

/* A path as the user knows it: relative to the sources. */
static const char *shown_file(const struct types *types, const char *file)
{
	size_t len = strlen(types->units->folder);

	if (!file)
		return NULL;
	if (!strncmp(file, types->units->folder, len) && file[len] == '/')
		file += len + 1;
	while (text_starts(file, "./"))
		file += 2;
	return file;
}

static bool is_local(const struct types *types, const struct check *check,
		     const struct layout_change *change)
{
	static const char *const keywords[] = {
		[NAMED_STRUCT] = "struct",
		[NAMED_UNION] = "union",
		[NAMED_ENUM] = "enum",
	};
	const char *file = shown_file(types, change->file);
	char *text;
	size_t len;

	if (change->kind > NAMED_TYPEDEF || change->kind == NAMED_CLASS || !check->made.text ||
	    !recipe_is_c(check->made.recipes[BASE]))
		return false;
	/* What a header defines, other objects use, too. */
	if (!file || !check->pair->unit->source ||
	    strcmp(file, shown_file(types, check->pair->unit->source)))
		return false;
	return retake_text(&check->made, BASE, &text, &len) &&
	       uses_only_local(text, len,
			       change->kind == NAMED_TYPEDEF ? NULL : keywords[change->kind],
			       change->name);
}

static void note_once(struct types *types, const char *where, const char *text)
{
	text = mem_format("%s%s%s", where ? where : "", where ? ": " : "", text);
	if (!map_get(&types->told, text)) {
		map_put(&types->told, text, types);
		note(types->build, "%s", text);
	}
}

#define SEE_LAYOUT "docs/patch-authors.md#layout."

static void refuse_layout(struct build *build, const char *where,
			  const struct layout_change *change)
{
	bool values = change->kind == NAMED_ENUM || change->kind == NAMED_ENUMERATOR;
	const char *live = "live objects keep the old layout";
	const char *instead = "Keep the struct and use a shadow variable: " SEE_LAYOUT;

	if (change->verdict == LAYOUT_PADDING) {
		live = "live objects have anything there";
		instead = "If the fix copes with that, say --allow-padding; else use a shadow "
			  "variable: " SEE_LAYOUT;
	} else if (change->kind == NAMED_VARIABLE) {
		live = "the live one stays as it is";
		instead = "Give the new variable another name: " SEE_LAYOUT;
	} else if (values) {
		live = "live objects hold the old values";
		instead = "Keep the values and append new ones: " SEE_LAYOUT;
	} else if (change->only_removed) {
		instead = build->options->keep_removed
				  ? "--keep-removed cannot put that back by itself: leave in the "
				    "struct what nobody uses any more: " SEE_LAYOUT
				  : "Leave in the struct what nobody uses any more, or say "
				    "--keep-removed: " SEE_LAYOUT;
	}
	block_at(build, where, instead, "cannot patch: %s%s %s; %s",
		 change->kind == NAMED_VARIABLE ? "variable " : "", change->title, change->what,
		 live);
}

void check_layout(struct types *types, const struct check *check,
		  const struct layout_change *change)
{
	struct build *build = types->build;
	const char *file = shown_file(types, change->file);
	const char *where = file ? mem_format("%s:%d", file, change->line) : NULL;
	const char *text = mem_format("%s %s", change->title, change->what);

	if (map_get(&build->named, mem_format("ignore %s", change->title)))
		note_once(types, where, mem_format("%s; the patch says to ignore it", text));
	else if (change->verdict == LAYOUT_NOTED)
		note_once(types, where, text);
	else if (change->verdict == LAYOUT_PADDING && build->options->allow_padding)
		note_once(
			types, where,
			mem_format("%s; live objects have anything there (--allow-padding)", text));
	else if (is_local(types, check, change))
		note_once(types, where,
			  mem_format("%s; only local variables are of that type", text));
	else
		refuse_layout(build, where, change);
}
