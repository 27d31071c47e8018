// SPDX-License-Identifier: BSD-2-Clause
#include "records.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

struct records {
	const char *folder;
	const char *words;
	bool databases; /* look at these, or at the others */
	struct map *out;
	enum build_status status;
};

typedef VEC(const char *) texts;

static const char *object_of(const struct recipe *recipe)
{
	const char *base = file_base(recipe->source), *output = recipe->output;

	if (!output)
		output = mem_format("%.*s.o", (int)(strrchr(base, '.') - base), base);
	return file_real(*output == '/' ? output : mem_format("%s/%s", recipe->folder, output));
}

static void add(struct records *records, const char *folder, const texts *words)
{
	struct recipe *recipe =
		words->count ? recipe_from_words(folder, words->items, words->count) : NULL;

	if (!recipe || !object_of(recipe))
		return;
	recipe_add(recipe, records->words);
	map_put(records->out, object_of(recipe), recipe);
}

/* What our scripts write: interpose.h. */
static void read_strings(struct records *records, struct bytes bytes)
{
	const char *at, *end;

	for (at = (const char *)bytes.at, end = at + bytes.len; at < end;) {
		unsigned long count = strtoul(at, NULL, 10);
		const char *folder;
		texts words = {0};

		at += strlen(at) + 1;
		folder = at;
		for (at += at < end ? strlen(at) + 1 : 0; count-- && at < end; at += strlen(at) + 1)
			vec_push(&words, at);
		add(records, folder, &words);
	}
}

static const char *text_of(json_object *value)
{
	const char *text = json_object_get_string(value);

	return text ? mem_text(text, strlen(text)) : "";
}

/* {"directory": ..., "arguments": [...]}, and a comma: it is meant to be put together with others. */
static void read_database(struct records *records, struct bytes bytes)
{
	json_object *entry = json_tokener_parse((const char *)bytes.at), *folder, *arguments;
	texts words = {0};

	if (json_object_object_get_ex(entry, "directory", &folder) &&
	    json_object_object_get_ex(entry, "arguments", &arguments) &&
	    json_object_is_type(arguments, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(arguments); i++)
			vec_push(&words, text_of(json_object_array_get_idx(arguments, i)));
		add(records, text_of(folder), &words);
	}
	json_object_put(entry);
}

static void read_one(void *ctx, const char *path)
{
	struct records *records = ctx;
	bool database = text_ends(path, ".json");
	struct bytes bytes;

	if (records->status != BUILD_OK || database != records->databases)
		return;
	records->status = file_read(mem_format("%s/%s", records->folder, path), &bytes);
	if (records->status != BUILD_OK)
		return;
	if (database)
		read_database(records, bytes);
	else
		read_strings(records, bytes);
}

enum build_status records_read(const char *folder, const char *words, struct map *out)
{
	struct records records = {.folder = folder, .words = words, .databases = true, .out = out};
	enum build_status status = file_walk(folder, read_one, &records);

	records.databases = false;
	if (status == BUILD_OK)
		status = file_walk(folder, read_one, &records);
	return status == BUILD_OK ? records.status : status;
}
