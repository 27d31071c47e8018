// SPDX-License-Identifier: BSD-2-Clause
#include "flags.h"

#include <string.h>

/* struct flags - what is decided (that of "-O2" is "-O", of "-fno-x" "-fx") -> the option that decides it */
struct flags {
	struct map values;
	VEC(const char *) keys;
};

static bool starts_with_one_of(const char *word, const char *const *list)
{
	while (*list)
		if (text_starts(word, *list++))
			return true;
	return false;
}

/* Each in a section of its own is what the builder asks for. */
static bool matters(const char *option)
{
	static const char *const some[] = {
		"-O", "-f", "-m", "-std=", "-ansi", "-pg", "--param", NULL};
	static const char *const none[] = {
		"-ffunction-sections",
		"-fno-function-sections",
		"-fdata-sections",
		"-fno-data-sections",
		"-fdebug-",
		"-fno-debug-",
		"-ffile-prefix-map",
		"-fmacro-prefix-map",
		"-fprofile-prefix-map",
		"-fdiagnostics-",
		"-fno-diagnostics-",
		"-fcolor-diagnostics",
		"-fmessage-length",
		"-fmax-errors",
		"-ferror-limit",
		"-feliminate-unused-debug-",
		"-fno-eliminate-unused-debug-",
		"-fvar-tracking",
		"-fno-var-tracking",
		"-frecord-gcc-switches",
		"-fverbose-asm",
		"-fno-verbose-asm",
		"-frandom-seed",
		"-fpreprocessed",
		"-fworking-directory",
		"-fno-working-directory",
		NULL,
	};

	return starts_with_one_of(option, some) && !starts_with_one_of(option, none);
}

static const char *key_of(const char *option)
{
	size_t len = strcspn(option, "=");

	if (text_starts(option, "-O"))
		return "-O";
	if (text_starts(option, "-std=") || text_starts(option, "-ansi"))
		return "-std";
	if (text_starts(option, "--param"))
		return option;
	if (text_starts(option, "-fno-") || text_starts(option, "-mno-"))
		return mem_format("%.2s%.*s", option, (int)len - 5, option + 5);
	return mem_text(option, len);
}

static void put(struct flags *flags, const char *option)
{
	const char *key = key_of(option);

	if (!matters(option))
		return;
	if (!map_get(&flags->values, key))
		vec_push(&flags->keys, key);
	map_put(&flags->values, key, (void *)(uintptr_t)option);
}

/* The language and the compiler's name, then options; a word without a dash belongs to what is before it. */
static void parse(const char *producer, struct flags *out)
{
	const char *at = strstr(producer, " -"), *next;

	for (; at; at = next) {
		next = strstr(at + 1, " -");
		put(out, mem_text(at + 1, next ? (size_t)(next - at - 1) : strlen(at + 1)));
	}
}

bool flags_are_said(const char *producer)
{
	return strstr(producer, " -") != NULL;
}

static const char *add(const char *text, const char *more)
{
	return text ? mem_format("%s; %s", text, more) : more;
}

const char *flags_difference(const char *there, const char *here)
{
	struct flags image = {0}, tree = {0};
	const char *text = NULL;

	parse(there, &image);
	parse(here, &tree);
	for (size_t i = 0; i < image.keys.count; i++) {
		const char *x = map_get(&image.values, image.keys.items[i]);
		const char *y = map_get(&tree.values, image.keys.items[i]);

		if (!y)
			text = add(text, mem_format("%s there only", x));
		else if (strcmp(x, y) != 0)
			text = add(text, mem_format("%s there, %s here", x, y));
	}
	for (size_t i = 0; i < tree.keys.count; i++)
		if (!map_get(&image.values, tree.keys.items[i]))
			text = add(text, mem_format("%s here only",
						    (const char *)map_get(&tree.values,
									  tree.keys.items[i])));
	return text;
}

static const char *plain_path(const char *path)
{
	while (text_starts(path, "./"))
		path += 2;
	return path;
}

static bool is_of(const struct producer *producer, const char *source, bool exactly)
{
	const char *name = plain_path(producer->name);

	if (exactly)
		return !strcmp(name, source);
	if (*name != '/')
		name = mem_format("%s/%s", producer->folder, name);
	return text_ends(name, mem_format("/%s", source));
}

/* A source may be compiled more than once, and a path be the end of another one's. */
static const char *nearest(const struct producers *image, const char *source, const char *here,
			   bool exactly)
{
	const char *found = NULL;

	for (size_t i = 0; i < image->list.count; i++) {
		const struct producer *producer = &image->list.items[i];

		if (!flags_are_said(producer->text) || !is_of(producer, source, exactly))
			continue;
		if (!found || !flags_difference(producer->text, here))
			found = producer->text;
	}
	return found;
}

const char *flags_in(const struct producers *image, const char *source, const char *here)
{
	const char *found;

	source = plain_path(source);
	found = nearest(image, source, here, true);
	return found ? found : nearest(image, source, here, false);
}
