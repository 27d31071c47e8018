// SPDX-License-Identifier: BSD-2-Clause
#include "origin.h"

#include <ctype.h>
#include <string.h>

#include "correlate.h"

/* struct text_file - a source file after the patches, and what stands where in it */
struct text_file {
	struct bytes text;
	struct places places;
};

enum build_status origin_open(const struct build *build, const struct change *change,
			      struct origin *out)
{
	*out = (struct origin){.change = change, .program = build->options->build != NULL};
	return hunks_read(change, &out->hunks);
}

/* Files that a patch touches are read without the directives that the builder put in. */
static const struct text_file *file_open(struct origin *origin, const char *path)
{
	struct text_file *file = map_get(&origin->files, path);
	const char *after = mem_format("%s/%s", origin->change->after, path);
	const char *copy = mem_format("%s/%s", origin->change->top, path);

	if (file)
		return file;
	file = MEM_NEW(struct text_file);
	map_put(&origin->files, path, file);
	if (!file_exists(after))
		after = copy;
	if (file_exists(after) && file_read(after, &file->text) == BUILD_OK)
		places_read(file->text, &file->places);
	return file;
}

static const char *source_path(const struct origin *origin, const struct atom *function)
{
	const char *source = function->object->source;

	return source && !origin->program ? mem_format("xen/%s", source) : source;
}

static bool is_header(const char *file)
{
	return text_ends(file, ".h") || text_ends(file, ".hpp");
}

static void find_own(const struct origin *origin, const struct atom *atom, const char *name,
		     const char *source, struct sources *out)
{
	const char *kind = atom->section->role == ROLE_CODE ? "function" : "data";

	for (size_t i = 0; i < origin->hunks.list.count; i++) {
		const struct hunk *hunk = &origin->hunks.list.items[i];

		if (hunk->name && !strcmp(hunk->kind, kind) && !strcmp(hunk->name, name) &&
		    (!source || is_header(hunk->file) || !strcmp(hunk->file, source)))
			vec_push(&out->own, hunk);
	}
}

/* struct walk - from a function over all names that it, and what they name, consists of */
struct walk {
	struct map seen;
	VEC(const char *) names;
	VEC(const struct text_file *) files;
};

static void take_words(struct walk *walk, const struct text_file *file, const struct place *place)
{
	const char *at = (const char *)file->text.at, *end = at + file->text.len;

	for (unsigned int line = 1; at < end && line <= place->last; line++) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));

		eol = eol ? eol : end;
		while (line >= place->first && at < eol) {
			const char *word = at;

			while (at < eol && (isalnum((unsigned char)*at) || *at == '_'))
				at++;
			if (at == word) {
				at++;
				continue;
			}
			word = mem_text(word, (size_t)(at - word));
			if (!map_get(&walk->seen, word)) {
				map_put(&walk->seen, word, walk);
				vec_push(&walk->names, word);
			}
		}
		at = eol + 1;
	}
}

static void find_through(struct origin *origin, const char *name, const char *source,
			 struct sources *out)
{
	struct walk walk = {0};

	if (source)
		vec_push(&walk.files, file_open(origin, source));
	for (size_t i = 0; i < origin->change->files.count; i++)
		vec_push(&walk.files, file_open(origin, origin->change->files.items[i]));
	map_put(&walk.seen, name, &walk);
	vec_push(&walk.names, name);
	for (size_t i = 0; i < walk.names.count; i++) {
		for (size_t j = 0; j < walk.files.count; j++) {
			const struct text_file *file = walk.files.items[j];

			for (size_t k = 0; k < file->places.list.count; k++)
				if (!strcmp(file->places.list.items[k].name, walk.names.items[i]))
					take_words(&walk, file, &file->places.list.items[k]);
		}
	}
	for (size_t i = 0; i < origin->hunks.list.count; i++) {
		const struct hunk *hunk = &origin->hunks.list.items[i];

		if (hunk->name && map_get(&walk.seen, hunk->name))
			vec_push(&out->through, hunk);
	}
	out->sure = out->through.count;
	for (size_t i = 0; !out->sure && i < origin->hunks.list.count; i++)
		vec_push(&out->through, &origin->hunks.list.items[i]);
}

void origin_own(const struct origin *origin, const struct atom *function, struct sources *out)
{
	*out = (struct sources){.sure = true};
	find_own(origin, function, correlate_stem(function->name), source_path(origin, function),
		 out);
}

void origin_of(struct origin *origin, const struct atom *function, struct sources *out)
{
	origin_own(origin, function, out);
	if (!out->own.count)
		find_through(origin, correlate_stem(function->name), source_path(origin, function),
			     out);
}
