// SPDX-License-Identifier: BSD-2-Clause
#include "provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/say.h"
#include "flags.h"
#include "tree/recipe.h"

#define TOLD_MAX 20	      /* differences that are told one by one */
#define CONFIG_MAX (1u << 20) /* bytes of a configuration */

typedef VEC(const char *) texts;

/* Every difference, and what to do; or notes, if the user knows better. */
static enum build_status mismatch(struct build *build, const char *what, const texts *list)
{
	size_t told = list->count < TOLD_MAX ? list->count : TOLD_MAX;

	if (!list->count)
		return BUILD_OK;
	if (build->options->any_tree) {
		for (size_t i = 0; i < told; i++)
			note(build, "%s (--any-tree)", list->items[i]);
		if (list->count > told)
			note(build, "%zu more such differences (--any-tree)", list->count - told);
		return BUILD_OK;
	}
	for (size_t i = 0; i < list->count; i++)
		vec_push(&build->blockers, ((struct blocker){.what = list->items[i]}));
	say_error("%s %s:", build->image.path, what);
	for (size_t i = 0; i < told; i++)
		say("  %s", list->items[i]);
	if (list->count > told)
		say("  and %zu more", list->count - told);
	say("Nothing was written. Give the tree, the compiler and the symbols of what runs (-s, "
	    "--xen-syms); --any-tree goes on nevertheless.");
	return BUILD_MISMATCH;
}

/* ---- configuration ---------------------------------------------------------------------------- */

/* struct config - CONFIG_NAME -> value; what is not set is not there */
struct config {
	struct map values;
	VEC(const char *) names;
};

static bool unzip(const uint8_t *from, size_t len, struct bytes *out)
{
	z_stream stream = {.next_in = (Bytef *)(uintptr_t)from, .avail_in = (uInt)len};
	int result;

	if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
		return false;
	out->at = mem_alloc(CONFIG_MAX + 1);
	stream.next_out = out->at;
	stream.avail_out = CONFIG_MAX;
	result = inflate(&stream, Z_FINISH);
	out->len = stream.total_out;
	inflateEnd(&stream);
	return result == Z_STREAM_END;
}

static void config_read(char *text, struct config *out)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		char *value = strchr(line, '=');

		if (!text_starts(line, "CONFIG_") || !value)
			continue;
		*value++ = '\0';
		map_put(&out->values, line, value);
		vec_push(&out->names, line);
	}
}

static void config_compare(const struct config *there, const struct config *here, bool both,
			   texts *out)
{
	for (size_t i = 0; i < there->names.count; i++) {
		const char *name = there->names.items[i];
		const char *x = map_get(&there->values, name), *y = map_get(&here->values, name);

		if (both && (!y || strcmp(x, y)))
			vec_push(out, mem_format("%s is %s in the image and %s in the tree", name,
						 x, y ? y : "not set"));
		else if (!both && !y)
			vec_push(out, mem_format("%s is not set in the image and %s in the tree",
						 name, x));
	}
}

/* The hypervisor carries its configuration, compressed. */
static bool image_config(const struct image *image, struct bytes *out)
{
	const struct image_symbol *data = image_global(image, "xen_config_data");
	const struct image_symbol *size = image_global(image, "xen_config_data_size");
	const uint8_t *bytes;
	uint32_t len;

	bytes = size ? image_bytes(image, size->value, sizeof(len)) : NULL;
	if (!data || !bytes)
		return false;
	memcpy(&len, bytes, sizeof(len));
	bytes = image_bytes(image, data->value, len);
	return bytes && unzip(bytes, len, out);
}

/* As it was when the tree was built. */
static bool tree_config(const struct tree *tree, struct bytes *out)
{
	const char *built = mem_format("%s/common/config.gz", tree->build);
	const char *source = mem_format("%s/.config", tree->build);
	struct bytes file;

	if (file_exists(built) && file_read(built, &file) == BUILD_OK &&
	    unzip(file.at, file.len, out))
		return true;
	return file_exists(source) && file_read(source, out) == BUILD_OK;
}

enum build_status provenance_config(struct build *build, const struct tree *tree)
{
	struct config there = {0}, here = {0};
	struct bytes image_text, tree_text;
	texts list = {0};

	if (!image_config(&build->image, &image_text) || !tree_config(tree, &tree_text))
		return BUILD_OK;
	config_read((char *)image_text.at, &there);
	config_read((char *)tree_text.at, &here);
	config_compare(&there, &here, true, &list);
	config_compare(&here, &there, false, &list);
	return mismatch(build, "was configured otherwise than this tree", &list);
}

/* ---- compiler --------------------------------------------------------------------------------- */

static bool comment_has(struct bytes comment, const char *text)
{
	for (const char *at = (const char *)comment.at, *end = at + comment.len; at < end;
	     at += strnlen(at, (size_t)(end - at)) + 1)
		if (!strncmp(at, text, (size_t)(end - at)))
			return true;
	return false;
}

static void comment_compare(const struct build *build, const struct object *object,
			    const char *which, texts *out)
{
	struct bytes image = image_section(&build->image, ".comment");

	for (size_t i = 0; i < object->sections.count; i++) {
		const struct section *section = object->sections.items[i];
		const char *at = (const char *)section->bytes, *end = at + section->size, *text;

		if (strcmp(section->name, ".comment"))
			continue;
		for (; at < end; at += strnlen(at, (size_t)(end - at)) + 1) {
			text = mem_text(at, strnlen(at, (size_t)(end - at)));
			if (!*text || comment_has(image, text))
				continue;
			text = mem_format("compiled by \"%s\", %s by \"%s\"", (char *)image.at,
					  which, text);
			for (size_t j = 0; j < out->count && text; j++)
				text = strcmp(out->items[j], text) ? text : NULL;
			if (text)
				vec_push(out, text);
		}
	}
}

enum build_status provenance_compiler(struct build *build)
{
	struct bytes comment = image_section(&build->image, ".comment");
	texts list = {0};

	if (!comment.len || comment.at[comment.len - 1])
		return BUILD_OK; /* it does not say */
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct pair *pair = &build->pairs.items[i];

		if (pair->base)
			comment_compare(build, pair->base, "the tree's objects", &list);
		comment_compare(build, pair->patched, "the patched ones here", &list);
	}
	return mismatch(build, "was made by another compiler", &list);
}

/* ---- flags ------------------------------------------------------------------------------------ */

/* An object without debug information says nothing; one of nothing, made alike, does. */
static enum build_status probe(const struct recipe *recipe, const char *folder, const char **out)
{
	static const char source[] = "int nothing;\n"; /* of an empty one there would be none */
	const char *text = mem_format("%s/nothing.i", folder);
	const char *object = mem_format("%s/nothing.o", folder);
	struct producers made = {0};
	struct bytes output;
	enum build_status status = file_write(text, source, strlen(source));

	if (status != BUILD_OK)
		return status;
	if (!run_command(recipe->folder, recipe_debug(recipe, text, object), &output))
		producer_read(object, &made);
	*out = made.list.count ? made.list.items[0].text : "";
	return BUILD_OK;
}

static enum build_status flags_of(const struct unit *unit, const char *folder, const char **out)
{
	const struct recipe *recipe = unit->base_recipe ? unit->base_recipe : unit->recipe;
	struct producers made = {0};

	*out = "";
	if (unit->assembly || (recipe && recipe_is_assembly(recipe)))
		return BUILD_OK;
	producer_read(unit->base, &made);
	if (!made.list.count)
		return recipe ? probe(recipe, folder, out) : BUILD_OK;
	*out = made.list.items[0].text;
	return BUILD_OK;
}

enum build_status provenance_flags(struct build *build, const char *folder)
{
	struct producers image = {0};
	struct map told = {0};
	texts list = {0};

	producer_read(build->image.path, &image);
	for (size_t i = 0; image.list.count && i < build->pairs.count; i++) {
		const struct unit *unit = build->pairs.items[i].unit;
		const char *here = "", *there, *text;
		enum build_status status = BUILD_OK;

		if (unit->base && unit->source)
			status = flags_of(unit, folder, &here);
		if (status != BUILD_OK)
			return status;
		there = flags_are_said(here) ? flags_in(&image, unit->source, here) : NULL;
		text = there ? flags_difference(there, here) : NULL;
		if (!text || map_get(&told, text))
			continue;
		map_put(&told, text, build);
		vec_push(&list, mem_format("%s: %s", unit->source, text));
	}
	return mismatch(build, "was compiled with other flags (there: the image; here: this tree)",
			&list);
}

/* ---- functions -------------------------------------------------------------------------------- */

enum build_status provenance_match(struct build *build, const struct tree *tree)
{
	struct units units = {0};
	enum build_status status = tree_objects(tree, &units);

	for (size_t i = 0; status == BUILD_OK && i < units.list.count; i++) {
		const struct unit *unit = &units.list.items[i];
		struct object *object = NULL;

		if (unit->boot_only || object_is_boot(unit->base))
			continue;
		status = object_read(unit->base, unit->object, unit->source, &object);
		if (status != BUILD_OK)
			return status;
		vec_push(&build->tree, object);
		runpre_object(&build->image, object, &build->runpre);
	}
	return status;
}

static int departure_order(const void *a, const void *b)
{
	const struct departure *x = a, *y = b;
	int order = strcmp(x->function->object->name, y->function->object->name);

	return order ? order : strcmp(x->function->name, y->function->name);
}

/* A program's base objects were made with the patches of the payloads below, the image was not. */
static bool replaced_below(const struct build *build, const struct atom *function)
{
	for (size_t i = 0; i < build->below.count; i++)
		if (map_get(&build->below.items[i].replaced, function->name))
			return true;
	return false;
}

enum build_status provenance_functions(struct build *build, const struct tree *tree)
{
	struct runpre *runpre = &build->runpre;
	texts list = {0};

	for (size_t i = 0; !tree && i < build->pairs.count; i++)
		if (build->pairs.items[i].base)
			runpre_object(&build->image, build->pairs.items[i].base, runpre);
	if (runpre->departures.count)
		qsort(runpre->departures.items, runpre->departures.count,
		      sizeof(*runpre->departures.items), departure_order);
	for (size_t i = 0; i < runpre->departures.count; i++) {
		const struct departure *departure = &runpre->departures.items[i];

		if (!tree && replaced_below(build, departure->function))
			continue;
		/* Of two objects that define it, the linker may have taken the other one. */
		if (departure->function->weak ||
		    (departure->function->global &&
		     map_get(&runpre->matched, departure->function->name)))
			continue;
		vec_push(&list, mem_format("%s: %s: %s", atom_place(departure->function),
					   departure->function->name, departure->text));
	}
	runpre->differing = list.count;
	say_debug("%zu functions compared with the image, %zu differ", runpre->compared,
		  runpre->differing);
	return mismatch(build,
			mem_format("was not built from this tree, or not by this compiler: %zu of "
				   "%zu functions differ",
				   list.count, runpre->compared),
			&list);
}
