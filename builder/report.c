// SPDX-License-Identifier: BSD-2-Clause
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "insn.h"
#include "say.h"
#include "sha1.h"

static const char *kind_of(const struct atom *atom)
{
	if (atom->section->role == ROLE_HOOK)
		return "hook";
	if (atom->section->role == ROLE_CODE && atom->name)
		return atom->twin && !atom->cold_of ? "replaced"
		       : atom->cold_of		    ? "cold part"
						    : "new function";
	if (atom->section->role == ROLE_DATA || atom->section->role == ROLE_BSS)
		return "new data";
	if (role_is_read_only(atom->section->role))
		return "constant";
	return "code piece";
}

static const char *difference_of(const struct atom *atom)
{
	struct insn insn = {0};

	if (!atom->twin || atom->section->role != ROLE_CODE || atom->differs_at >= atom->size)
		return "";
	while (insn.off + insn.len <= atom->differs_at && insn.off + insn.len < atom->size)
		insn_next(atom->bytes, atom->size, insn.off + insn.len, &insn);
	return mem_format("+0x%llx: %s", (unsigned long long)insn.off,
			  insn_text(atom->bytes, atom->size, insn.off));
}

void report_say(const struct build *build, const char *path, size_t len)
{
	size_t fresh = 0;

	for (size_t i = 0; i < build->functions.count; i++) {
		const struct atom *atom = build->functions.items[i];

		say("    replaces %s (%s): %s", atom->name, atom_place(atom), atom->why);
	}
	for (size_t i = 0; i < build->shipped.count; i++) {
		const struct atom *atom = build->shipped.items[i];

		fresh += atom->name && !atom->twin && !atom->literal;
		if (atom->name && !atom->twin && !atom->literal && fresh <= 20)
			say("    adds %s %s (%s)", kind_of(atom), atom->name, atom_place(atom));
	}
	for (size_t i = 0; i < build->notes.count; i++)
		say("    note: %s", build->notes.items[i]);
	say("%s: %zu bytes, %zu function%s replaced, for build-id %s (%.1f s)", path, len,
	    build->functions.count, build->functions.count == 1 ? "" : "s",
	    build->image.build_id.len == SHA1_LEN ? sha1_hex(build->image.build_id.at) : "(short)",
	    say_elapsed());
}

static void json_text(FILE *out, const char *key, const char *value, const char *end)
{
	fprintf(out, "\"%s\":\"", key);
	for (; value && *value; value++) {
		unsigned char c = (unsigned char)*value;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fprintf(out, "\"%s", end);
}

static void write_json(FILE *out, const struct build *build, const char *path, size_t len)
{
	fputs("{", out);
	json_text(out, "payload", path, ",");
	fprintf(out, "\"bytes\":%zu,\"content\":[", len);
	for (size_t i = 0; i < build->shipped.count; i++) {
		const struct atom *atom = build->shipped.items[i];

		fputs(i ? ",{" : "{", out);
		json_text(out, "what", kind_of(atom), ",");
		json_text(out, "name", atom_title(atom), ",");
		json_text(out, "file", atom_place(atom), ",");
		fprintf(out, "\"bytes\":%llu,", (unsigned long long)atom->size);
		json_text(out, "why", atom->why, ",");
		json_text(out, "differs", difference_of(atom), "}");
	}
	fputs("],\"notes\":[", out);
	for (size_t i = 0; i < build->notes.count; i++) {
		fputs(i ? ",{" : "{", out);
		json_text(out, "text", build->notes.items[i], "}");
	}
	fputs("]}\n", out);
}

static void write_text(FILE *out, const struct build *build, const char *path, size_t len)
{
	fprintf(out, "%s: %zu bytes\n\n", path, len);
	for (size_t i = 0; i < build->shipped.count; i++) {
		const struct atom *atom = build->shipped.items[i];
		const char *difference = difference_of(atom);

		fprintf(out, "%-12s %s  %s  %llu bytes\n", kind_of(atom), atom_title(atom),
			atom_place(atom), (unsigned long long)atom->size);
		fprintf(out, "             because: %s\n", atom->why ? atom->why : "-");
		if (*difference)
			fprintf(out, "             first difference: %s\n", difference);
		for (size_t j = 0; j < atom->entries.count; j++)
			fprintf(out, "             with an entry of a special table at +0x%llx\n",
				(unsigned long long)atom->entries.items[j].at);
	}
	for (size_t i = 0; i < build->notes.count; i++)
		fprintf(out, "note         %s\n", build->notes.items[i]);
}

enum build_status report_write(const struct build *build, const char *path, size_t len)
{
	FILE *out;

	if (!build->options->report)
		return BUILD_OK;
	out = fopen(build->options->report, "w");
	if (!out) {
		say_error("cannot write %s", build->options->report);
		return BUILD_INTERNAL;
	}
	if (build->options->json)
		write_json(out, build, path, len);
	else
		write_text(out, build, path, len);
	return fclose(out) ? BUILD_INTERNAL : BUILD_OK;
}
