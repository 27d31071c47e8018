// SPDX-License-Identifier: BSD-2-Clause
/* The report as text: headings at the margin, one thing a paragraph, facts indented below it. */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/say.h"

static json_object *get(json_object *from, const char *key)
{
	json_object *value = NULL;

	json_object_object_get_ex(from, key, &value);
	return value;
}

/* NULL where there is none. */
static const char *text_of(json_object *from, const char *key)
{
	json_object *value = get(from, key);

	return value ? json_object_get_string(value) : NULL;
}

static const char *shown(json_object *from, const char *key)
{
	const char *text = text_of(from, key);

	return text ? text : "-";
}

static unsigned long long number_of(json_object *from, const char *key)
{
	return json_object_get_uint64(get(from, key));
}

static size_t count_of(json_object *from, const char *key)
{
	return json_object_array_length(get(from, key));
}

static json_object *item_of(json_object *from, const char *key, size_t i)
{
	return json_object_array_get_idx(get(from, key), i);
}

static void write_head(FILE *out, json_object *report)
{
	json_object *payload = get(report, "payload"), *host = get(report, "host");

	fprintf(out, "%s: %s\n", shown(payload, "name"), shown(report, "verdict"));
	if (text_of(payload, "file"))
		fprintf(out, "payload   %s, %llu bytes, sha256 %s\n", shown(payload, "file"),
			number_of(payload, "bytes"), shown(payload, "sha256"));
	fprintf(out, "for       %s %s, build-id %s, %s\n", shown(host, "kind"),
		shown(host, "image"), shown(host, "build_id"),
		strcmp(shown(host, "engine"), "xsplice") != 0 ? "as an unmodified Xen loads it"
							      : "with the xSplice core");
	fprintf(out, "compared  %llu functions of the image with this tree, %llu differ\n",
		number_of(host, "functions_compared"), number_of(host, "functions_differing"));
	for (size_t i = 0; i < count_of(report, "patches"); i++) {
		json_object *patch = item_of(report, "patches", i);

		fprintf(out, "patch     %s, sha256 %s\n", shown(patch, "file"),
			shown(patch, "sha256"));
	}
	for (size_t i = 0; i < count_of(report, "depends"); i++) {
		json_object *below = item_of(report, "depends", i);

		fprintf(out, "stands on %s, build-id %s\n",
			text_of(below, "file") ? text_of(below, "file") : "a payload",
			shown(below, "build_id"));
	}
	for (size_t i = 0; i < count_of(report, "compilers"); i++)
		fprintf(out, "compiler  %s\n",
			json_object_get_string(item_of(report, "compilers", i)));
	fprintf(out, "objects   %llu compiled with and without the patch, %llu of them identical\n",
		number_of(report, "objects_compared"), number_of(report, "objects_identical"));
	fprintf(out, "by        %s\n", shown(report, "builder"));
}

/* false: there is nothing under that heading */
static bool heading(FILE *out, json_object *report, const char *key, const char *text)
{
	size_t count = count_of(report, key);

	if (count)
		fprintf(out, "\n%s (%zu)\n", text, count);
	return count;
}

static void write_indented(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		fprintf(out, "        %.*s\n", (int)len, text);
		text += len + (text[len] != '\0');
	}
}

static void write_hunk(FILE *out, json_object *hunk)
{
	const char *kind = text_of(hunk, "kind"), *name = text_of(hunk, "name");

	fprintf(out, "    %s", shown(hunk, "at"));
	if (kind && name)
		fprintf(out, " (%s %s)", kind, name);
	fputc('\n', out);
}

static void write_own_lines(FILE *out, json_object *changed)
{
	for (size_t i = 0; i < count_of(changed, "lines"); i++) {
		json_object *hunk = item_of(changed, "lines", i);

		write_hunk(out, hunk);
		write_indented(out, shown(hunk, "text"));
	}
}

static void write_lines(FILE *out, json_object *function)
{
	bool named = json_object_get_boolean(get(function, "through_is_named"));

	write_own_lines(out, function);
	if (count_of(function, "through"))
		fprintf(out, "    no line of its own; %s:\n",
			named ? "it is made from changed" : "the patches change elsewhere");
	for (size_t i = 0; i < count_of(function, "through"); i++)
		write_hunk(out, item_of(function, "through", i));
}

static void write_entries(FILE *out, json_object *atom)
{
	for (size_t i = 0; i < count_of(atom, "table_entries"); i++) {
		json_object *entry = item_of(atom, "table_entries", i);

		fprintf(out, "    with an entry of %s for +0x%llx\n", shown(entry, "table"),
			number_of(entry, "offset"));
	}
}

static void write_replaced(FILE *out, json_object *report)
{
	if (!heading(out, report, "replaced", "REPLACED"))
		return;
	for (size_t i = 0; i < count_of(report, "replaced"); i++) {
		json_object *function = item_of(report, "replaced", i);
		json_object *difference = get(function, "first_difference");

		fprintf(out, "%s %s  %s, %llu -> %llu bytes%s\n", shown(function, "kind"),
			shown(function, "name"), shown(function, "file"),
			number_of(function, "old_bytes"), number_of(function, "new_bytes"),
			strcmp(shown(function, "how"), "jump") != 0 ? ", in place" : "");
		fprintf(out, "    because: %s\n", shown(function, "why"));
		if (difference) {
			fprintf(out, "    first difference, at +0x%llx:\n",
				number_of(difference, "offset"));
			fprintf(out, "        old: %s\n", shown(difference, "old"));
			fprintf(out, "        new: %s\n", shown(difference, "new"));
		}
		write_lines(out, function);
		write_entries(out, function);
	}
}

static void write_moved(FILE *out, json_object *report)
{
	if (!heading(out, report, "moved", "MOVED AS A WHOLE"))
		return;
	for (size_t i = 0; i < count_of(report, "moved"); i++) {
		json_object *section = item_of(report, "moved", i);

		fprintf(out, "assembly  %s, %s, %llu -> %llu bytes\n", shown(section, "file"),
			shown(section, "section"), number_of(section, "old_bytes"),
			number_of(section, "new_bytes"));
		write_own_lines(out, section);
		for (size_t j = 0; j < count_of(section, "inlets"); j++) {
			json_object *inlet = item_of(section, "inlets", j);

			fprintf(out, "    a jump at %s: +0x%llx to the new +0x%llx\n",
				shown(inlet, "name"), number_of(inlet, "old_offset"),
				number_of(inlet, "new_offset"));
		}
	}
}

static void write_additions(FILE *out, json_object *report)
{
	if (!heading(out, report, "additions", "ADDED"))
		return;
	for (size_t i = 0; i < count_of(report, "additions"); i++) {
		json_object *atom = item_of(report, "additions", i);
		json_object *content = get(atom, "content");

		fprintf(out, "%s ", shown(atom, "kind"));
		if (content)
			fprintf(out, "%s",
				json_object_to_json_string_ext(content,
							       JSON_C_TO_STRING_NOSLASHESCAPE));
		else
			fprintf(out, "%s",
				text_of(atom, "name") ? text_of(atom, "name") : "(unnamed)");
		fprintf(out, "  %s, %llu bytes\n", shown(atom, "file"), number_of(atom, "bytes"));
		if (text_of(atom, "why"))
			fprintf(out, "    because: %s\n", shown(atom, "why"));
		write_entries(out, atom);
	}
}

static void write_rest(FILE *out, json_object *report)
{
	heading(out, report, "left_out", "LEFT OUT");
	for (size_t i = 0; i < count_of(report, "left_out"); i++) {
		json_object *atom = item_of(report, "left_out", i);

		fprintf(out, "%s  %s\n    because: %s\n", shown(atom, "name"), shown(atom, "file"),
			shown(atom, "why"));
	}
	heading(out, report, "refused", "REFUSED");
	for (size_t i = 0; i < count_of(report, "refused"); i++) {
		json_object *blocker = item_of(report, "refused", i);
		const char *where = text_of(blocker, "where"), *what = shown(blocker, "what");

		fprintf(out, "%s%s%s\n", where ? where : "", where ? ": " : "", what);
		if (text_of(blocker, "instead"))
			fprintf(out, "    instead: %s\n", shown(blocker, "instead"));
	}
	heading(out, report, "notes", "NOTES");
	for (size_t i = 0; i < count_of(report, "notes"); i++)
		fprintf(out, "%s\n", json_object_get_string(item_of(report, "notes", i)));
}

char *report_text(json_object *report)
{
	char *text = NULL, *copy;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out) {
		say_error("no memory for the report");
		return mem_text("", 0);
	}
	write_head(out, report);
	write_replaced(out, report);
	write_moved(out, report);
	write_additions(out, report);
	write_rest(out, report);
	fclose(out);
	copy = mem_text(text, len);
	free(text);
	return copy;
}
