// SPDX-License-Identifier: BSD-2-Clause
#include "kept.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <json-c/json.h>
#include <json-c/json_object_iterator.h>

#include "base/say.h"
#include "base/sha1.h"

#define KEPT_VERSION 3

static char *note_path(const char *folder)
{
	return mem_format("%s/kept.json", folder);
}

bool kept_is(const char *folder)
{
	return file_exists(note_path(folder));
}

/* ---- of what ---------------------------------------------------------------------------------- */

struct digest_walk {
	struct sha1 sha1;
	const char *folder;
};

static void add_text(struct sha1 *sha1, const char *text)
{
	sha1_add(sha1, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void add_file(void *ctx, const char *path)
{
	struct digest_walk *walk = ctx;
	struct stat st;

	if (text_starts(path, ".git/") || stat(mem_format("%s/%s", walk->folder, path), &st))
		return;
	add_text(&walk->sha1, mem_format("%s %lld %lld.%09ld", path, (long long)st.st_size,
					 (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec));
}

static void add_patches(struct sha1 *sha1, const struct patches *patches)
{
	for (size_t i = 0; i < patches->list.count; i++) {
		const struct bytes *text = &patches->list.items[i].text;

		add_text(sha1, mem_format("patch %zu", text->len));
		sha1_add(sha1, text->at, text->len);
	}
}

enum build_status kept_inputs(const struct options *options, const struct patches *below,
			      const struct patches *patches, const char **digest)
{
	struct digest_walk walk = {.folder = file_real(options->tree)};
	uint8_t bytes[SHA1_LEN];
	enum build_status status = BUILD_OK;

	sha1_init(&walk.sha1);
	add_text(&walk.sha1, XS_VERSION);
	add_text(&walk.sha1, walk.folder);
	add_text(&walk.sha1, options->build);
	add_text(&walk.sha1, options->image);
	add_text(&walk.sha1, options->xen_debug ? "debug" : "release");
	add_text(&walk.sha1, options->keep_removed ? "removed members stay" : "");
	add_patches(&walk.sha1, below);
	add_text(&walk.sha1, "on top");
	add_patches(&walk.sha1, patches);
	if (walk.folder)
		status = file_walk(walk.folder, add_file, &walk);
	sha1_end(&walk.sha1, bytes);
	*digest = sha1_hex(bytes);
	return status;
}

/* ---- what ------------------------------------------------------------------------------------- */

static void put_text(json_object *to, const char *key, const char *text)
{
	json_object_object_add(to, key, text ? json_object_new_string(text) : NULL);
}

static json_object *get(json_object *from, const char *key)
{
	json_object *value = NULL;

	json_object_object_get_ex(from, key, &value);
	return value;
}

static const char *get_text(json_object *from, const char *key)
{
	const char *text = json_object_get_string(get(from, key));

	return text ? mem_text(text, strlen(text)) : NULL;
}

static void put_words(json_object *to, const char *key, const char *const *words, size_t count)
{
	json_object *list = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, json_object_new_string(words[i]));
	json_object_object_add(to, key, list);
}

static const char *get_word(json_object *list, size_t i)
{
	const char *word = json_object_get_string(json_object_array_get_idx(list, i));

	return mem_text(word, strlen(word));
}

static json_object *recipe_put(const struct recipe *recipe)
{
	json_object *to;

	if (!recipe)
		return NULL;
	to = json_object_new_object();
	put_text(to, "folder", recipe->folder);
	put_text(to, "source", recipe->source);
	put_text(to, "output", recipe->output);
	put_words(to, "args", recipe->args.items, recipe->args.count);
	return to;
}

static struct recipe *recipe_get(json_object *from)
{
	json_object *args = get(from, "args");
	struct recipe *recipe;

	if (!from || !args)
		return NULL;
	recipe = MEM_NEW(struct recipe);
	recipe->folder = get_text(from, "folder");
	recipe->source = get_text(from, "source");
	recipe->output = get_text(from, "output");
	for (size_t i = 0; i < json_object_array_length(args); i++)
		vec_push(&recipe->args, get_word(args, i));
	return recipe;
}

static json_object *unit_put(const struct unit *unit)
{
	json_object *to = json_object_new_object();

	put_text(to, "object", unit->object);
	put_text(to, "source", unit->source);
	put_text(to, "command", unit->command);
	put_text(to, "base", unit->base);
	put_text(to, "patched", unit->patched);
	put_text(to, "tree_object", unit->tree_object);
	json_object_object_add(to, "base_recipe", recipe_put(unit->base_recipe));
	json_object_object_add(to, "recipe", recipe_put(unit->recipe));
	json_object_object_add(to, "made_from", json_object_new_int64((int64_t)unit->made_from));
	json_object_object_add(to, "assembly", json_object_new_boolean(unit->assembly));
	json_object_object_add(to, "boot_only", json_object_new_boolean(unit->boot_only));
	return to;
}

static struct unit unit_get(json_object *from)
{
	return (struct unit){.object = get_text(from, "object"),
			     .source = get_text(from, "source"),
			     .command = get_text(from, "command"),
			     .base = get_text(from, "base"),
			     .patched = get_text(from, "patched"),
			     .tree_object = get_text(from, "tree_object"),
			     .base_recipe = recipe_get(get(from, "base_recipe")),
			     .recipe = recipe_get(get(from, "recipe")),
			     .made_from = (uint64_t)json_object_get_int64(get(from, "made_from")),
			     .assembly = json_object_get_boolean(get(from, "assembly")),
			     .boot_only = json_object_get_boolean(get(from, "boot_only"))};
}

static json_object *recipes_put(const struct map *recipes)
{
	json_object *to = json_object_new_object();

	for (size_t i = 0; recipes && i < recipes->room; i++)
		if (recipes->slots[i].key)
			json_object_object_add(to, recipes->slots[i].key,
					       recipe_put(recipes->slots[i].value));
	return to;
}

static struct map *recipes_get(json_object *from)
{
	struct map *recipes = MEM_NEW(struct map);
	struct json_object_iterator at, end;

	if (!json_object_is_type(from, json_type_object))
		return recipes;
	end = json_object_iter_end(from);
	for (at = json_object_iter_begin(from); !json_object_iter_equal(&at, &end);
	     json_object_iter_next(&at)) {
		const char *key = json_object_iter_peek_name(&at);

		map_put(recipes, mem_text(key, strlen(key)),
			recipe_get(json_object_iter_peek_value(&at)));
	}
	return recipes;
}

enum build_status kept_write(const struct workspace *workspace, const struct units *units,
			     const char *inputs)
{
	json_object *note = json_object_new_object(), *list = json_object_new_array();
	const char *text;

	json_object_object_add(note, "kept", json_object_new_int(KEPT_VERSION));
	put_text(note, "inputs", inputs);
	put_text(note, "image", units->image);
	put_text(note, "folder", units->folder);
	put_text(note, "objects", units->objects);
	put_text(note, "generated", units->generated);
	json_object_object_add(note, "one_folder", json_object_new_boolean(units->one_folder));
	for (size_t i = 0; i < units->list.count; i++)
		json_object_array_add(list, unit_put(&units->list.items[i]));
	json_object_object_add(note, "units", list);
	put_words(note, "unused", units->unused.items, units->unused.count);
	json_object_object_add(note, "recipes", recipes_put(units->recipes));
	text = mem_format("%s\n", json_object_to_json_string_ext(note, JSON_C_TO_STRING_PRETTY));
	json_object_put(note);
	return file_write(note_path(workspace->folder), text, strlen(text));
}

static enum build_status unfit(const char *folder, const char *what)
{
	say_error("--from: %s: %s. Run without --from.", folder, what);
	return BUILD_INTERNAL;
}

enum build_status kept_read(const struct workspace *workspace, const char *inputs,
			    struct units *units)
{
	const char *folder = workspace->folder, *found;
	json_object *note, *list, *unused;
	enum build_status status;
	struct bytes text;

	if (!kept_is(folder))
		return unfit(folder, "no run came as far as to have made its objects there");
	status = file_read(note_path(folder), &text);
	if (status != BUILD_OK)
		return status;
	note = json_tokener_parse((const char *)text.at);
	list = get(note, "units");
	if (json_object_get_int(get(note, "kept")) != KEPT_VERSION ||
	    !json_object_is_type(list, json_type_array)) {
		json_object_put(note);
		return unfit(folder, "what is noted there is not this version's");
	}
	found = get_text(note, "inputs");
	if (!found || strcmp(found, inputs) != 0) {
		json_object_put(note);
		return unfit(folder, "the patches, the tree or the options are not those that its "
				     "objects were made of");
	}
	units->image = get_text(note, "image");
	units->folder = get_text(note, "folder");
	units->objects = get_text(note, "objects");
	units->generated = get_text(note, "generated");
	units->one_folder = json_object_get_boolean(get(note, "one_folder"));
	units->recipes = recipes_get(get(note, "recipes"));
	for (size_t i = 0; i < json_object_array_length(list); i++)
		vec_push(&units->list, unit_get(json_object_array_get_idx(list, i)));
	unused = get(note, "unused");
	for (size_t i = 0; unused && i < json_object_array_length(unused); i++)
		vec_push(&units->unused, get_word(unused, i));
	json_object_put(note);
	return BUILD_OK;
}
