// SPDX-License-Identifier: BSD-2-Clause
#include "report.h"

#include <string.h>

#include "json.h"
#include "object/insn.h"
#include "compare/origin.h"
#include "base/sha1.h"
#include "object/special.h"

#define REPORT_VERSION 1

/* ---- what went in ----------------------------------------------------------------------------- */

static void add_host(json_object *to, const struct build *build)
{
	json_object *host = json_object_new_object();

	json_add_text(host, "kind", build->options->build ? "program" : "xen");
	json_add_text(host, "image", build->image.path ? file_base(build->image.path) : NULL);
	json_add_text(host, "build_id",
		      build->image.build_id.len ? report_id(build->image.build_id) : NULL);
	json_add_text(host, "engine", build->options->livepatch ? "livepatch" : "xsplice");
	json_add_number(host, "functions_compared", build->runpre.compared);
	json_add_number(host, "functions_differing", build->runpre.differing);
	json_add(to, "host", host);
}

static void add_patches(json_object *to, const struct build *build)
{
	json_object *list = json_add_list(to, "patches");

	for (size_t i = 0; i < build->patches.count; i++) {
		const struct patch *patch = build->patches.items[i];
		json_object *entry = json_push(list);

		json_add_text(entry, "file", file_base(patch->path));
		json_add_text(entry, "sha256", sha256_hex(patch->text.at, patch->text.len));
	}
	list = json_add_list(to, "depends");
	for (size_t i = 0; i < build->below.count; i++) {
		const struct below *below = &build->below.items[i];
		json_object *entry = json_push(list);

		json_add_text(entry, "file", below->path ? file_base(below->path) : NULL);
		json_add_text(entry, "build_id", report_id(below->build_id));
	}
}

/* Each compiler leaves its name in .comment. */
static void add_compilers(json_object *to, const struct build *build)
{
	json_object *list = json_add_list(to, "compilers");
	struct map seen = {0};

	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *object = build->pairs.items[i].patched;

		for (size_t j = 0; j < object->sections.count; j++) {
			const struct section *section = object->sections.items[j];
			const char *at = (const char *)section->bytes, *end = at + section->size;

			if (!at || strcmp(section->name, ".comment") != 0)
				continue;
			for (; at < end; at += strnlen(at, (size_t)(end - at)) + 1) {
				const char *name = mem_text(at, strnlen(at, (size_t)(end - at)));

				if (!*name || map_get(&seen, name))
					continue;
				map_put(&seen, name, list);
				json_object_array_add(list, json_object_new_string(name));
			}
		}
	}
}

/* ---- what comes out --------------------------------------------------------------------------- */

/* "used by a, used by b", up to what ships for its own sake. */
static const char *chain_of(const struct atom *atom)
{
	const char *text = atom->why;
	const struct atom *user = atom->used_by;

	if (atom->cold_of) {
		text = mem_format("unlikely part of %s", atom_title(atom->cold_of));
		user = atom->cold_of->used_by;
	}
	for (; user; user = user->used_by)
		text = mem_format("%s%sused by %s", text ? text : "", text ? ", " : "",
				  atom_title(user));
	return text;
}

static const char *insn_at(const struct atom *atom, uint64_t off)
{
	struct insn insn;
	const char *text;

	if (!atom->bytes || off >= atom->size)
		return "(its end)";
	insn_next(atom->bytes, atom->size, off, &insn);
	text = insn_text(atom->bytes, atom->size, off);
	for (size_t i = 0; i < atom->relocs.count; i++) {
		const struct reloc *reloc = &atom->relocs.items[i];

		if (reloc->off < off || reloc->off >= off + insn.len)
			continue;
		text = mem_format("%s  # %s", text,
				  reloc->target ? atom_title(reloc->target) : reloc->symbol);
		if (reloc->point)
			text = mem_format("%s%+lld", text, (long long)reloc->point);
	}
	return text;
}

/* Of data: the byte, and what is referred to there. */
static const char *data_at(const struct atom *atom, uint64_t off)
{
	const struct reloc *reloc = atom_reloc(atom, off);

	if (off >= atom->size)
		return "(its end)";
	if (!reloc)
		return mem_format("0x%02x", atom->bytes ? atom->bytes[off] : 0);
	return mem_format("the address of %s",
			  reloc->target ? atom_title(reloc->target) : reloc->symbol);
}

static bool is_code(const struct atom *atom)
{
	return atom->section->role == ROLE_CODE;
}

static void add_difference(json_object *to, const struct atom *atom)
{
	json_object *difference = json_object_new_object();
	struct insn insn = {0};

	if (atom->forced || !atom->bytes) {
		json_object_put(difference);
		json_add(to, "first_difference", NULL);
		return;
	}
	if (!is_code(atom)) {
		json_add_number(difference, "offset", atom->differs_at);
		json_add_text(difference, "old", data_at(atom->twin, atom->differs_at));
		json_add_text(difference, "new", data_at(atom, atom->differs_at));
		json_add(to, "first_difference", difference);
		return;
	}
	while (insn.off + insn.len <= atom->differs_at && insn.off + insn.len < atom->size)
		insn_next(atom->bytes, atom->size, insn.off + insn.len, &insn);
	json_add_number(difference, "offset", insn.off);
	json_add_text(difference, "old", insn_at(atom->twin, insn.off));
	json_add_text(difference, "new", insn_at(atom, insn.off));
	json_add(to, "first_difference", difference);
}

static void add_hunks(json_object *list, const struct hunk *const *hunks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct hunk *hunk = hunks[i];
		json_object *entry = json_push(list);

		json_add_text(entry, "at", hunk_text(hunk));
		json_add_text(entry, "kind", hunk->kind);
		json_add_text(entry, "name", hunk->name);
		json_add_text(entry, "text", hunk->text);
	}
}

static void add_entries(json_object *to, const struct atom *atom)
{
	json_object *list = json_add_list(to, "table_entries");

	for (size_t i = 0; i < atom->entries.count; i++) {
		json_object *entry = json_push(list);

		json_add_text(entry, "table", special_name(&atom->entries.items[i]));
		json_add_number(entry, "offset", atom->entries.items[i].at);
	}
}

static void add_replaced(json_object *to, const struct build *build, struct origin *origin)
{
	json_object *list = json_add_list(to, "replaced");

	for (size_t i = 0; i < build->functions.count; i++) {
		const struct atom *atom = build->functions.items[i];
		json_object *entry = json_push(list);
		struct sources sources;

		origin_of(origin, atom, &sources);
		json_add_text(entry, "kind", report_kind(atom));
		json_add_text(entry, "name", atom->name);
		json_add_text(entry, "file", atom_place(atom));
		json_add_text(entry, "how", atom->in_place ? "in place" : "jump");
		json_add_number(entry, "old_bytes", atom->twin->size);
		json_add_number(entry, "new_bytes", atom->size);
		json_add_text(entry, "why", chain_of(atom));
		add_difference(entry, atom);
		add_hunks(json_add_list(entry, "lines"), sources.own.items, sources.own.count);
		add_hunks(json_add_list(entry, "through"), sources.through.items,
			  sources.through.count);
		json_add(entry, "through_is_named", json_object_new_boolean(sources.sure));
		add_entries(entry, atom);
	}
}

static void add_file_hunks(json_object *list, const struct origin *origin, const char *source)
{
	for (size_t i = 0; i < origin->hunks.list.count; i++) {
		const struct hunk *hunk = &origin->hunks.list.items[i];

		if (text_ends(hunk->file, source))
			add_hunks(list, &hunk, 1);
	}
}

/* Assembly that ships as a whole section, and the ways into it. */
static void add_moved(json_object *to, const struct build *build, const struct origin *origin)
{
	json_object *list = json_add_list(to, "moved"), *inlets = NULL;

	for (size_t i = 0; i < build->inlets.count; i++) {
		const struct inlet *inlet = &build->inlets.items[i];
		json_object *entry;

		if (!i || inlet->section != build->inlets.items[i - 1].section) {
			entry = json_push(list);
			json_add_text(entry, "file", inlet->object->source);
			json_add_text(entry, "section", inlet->section->name);
			json_add_number(entry, "old_bytes", inlet->from->size);
			json_add_number(entry, "new_bytes", inlet->section->size);
			add_file_hunks(json_add_list(entry, "lines"), origin,
				       inlet->object->source);
			inlets = json_add_list(entry, "inlets");
		}
		entry = json_push(inlets);
		json_add_text(entry, "name", inlet->name);
		json_add_number(entry, "old_offset", inlet->off);
		json_add_number(entry, "new_offset", inlet->to);
	}
}

static void add_additions(json_object *to, const struct build *build)
{
	json_object *list = json_add_list(to, "additions");

	for (size_t i = 0; i < build->shipped.count; i++) {
		const struct atom *atom = build->shipped.items[i];
		json_object *entry;

		if (atom->in_place || atom->section->whole ||
		    (atom->twin && is_code(atom) && !atom->cold_of))
			continue;
		entry = json_push(list);
		json_add_text(entry, "kind", report_kind(atom));
		json_add_text(entry, "name", atom->name && !atom->literal ? atom->name : NULL);
		json_add_text(entry, "content",
			      atom->section->role == ROLE_STRINGS && atom->bytes
				      ? mem_text((const char *)atom->bytes,
						 strnlen((const char *)atom->bytes, atom->size))
				      : NULL);
		json_add_text(entry, "file", atom_place(atom));
		json_add_number(entry, "bytes", atom->size);
		json_add_text(entry, "why", chain_of(atom));
		add_entries(entry, atom);
	}
}

/* ---- what does not ---------------------------------------------------------------------------- */

static void leave_out(json_object *list, const struct atom *atom, const char *why)
{
	json_object *entry = json_push(list);

	json_add_text(entry, "name", atom_title(atom));
	json_add_text(entry, "file", atom_place(atom));
	json_add_text(entry, "why", why);
}

static bool has_lines(struct origin *origin, const struct atom *atom)
{
	struct sources sources = {0};

	if (!atom->name || atom->section->role != ROLE_CODE || atom->cold_of)
		return false;
	origin_own(origin, atom, &sources);
	return sources.own.count;
}

static void add_left_out(json_object *to, const struct build *build, struct origin *origin)
{
	json_object *list = json_add_list(to, "left_out");

	for (size_t i = 0; i < build->boot_only.count; i++)
		leave_out(list, build->boot_only.items[i],
			  "runs only at boot, or is gone after it");
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *patched = build->pairs.items[i].patched;

		for (size_t j = 0; j < patched->atoms.count; j++) {
			const struct atom *atom = patched->atoms.items[j];

			if (atom->ignored && atom->change == CHANGE_CONTENT)
				leave_out(list, atom, "the patch says to ignore it (XS_IGNORE)");
			else if (atom->change == CHANGE_NONE && has_lines(origin, atom))
				leave_out(list, atom,
					  "its lines changed, but they compile to the same code");
			else if (atom->change == CHANGE_NEW && !atom->shipped && atom->name &&
				 !atom->literal && atom->section->role != ROLE_IGNORED &&
				 atom->section->role != ROLE_INIT)
				leave_out(list, atom, "new, but nothing in the payload uses it");
		}
	}
}

/* The objects in which nothing changed; which ones, only the tree's build knows to be of interest. */
static void add_objects(json_object *to, const struct build *build)
{
	size_t same = 0;

	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *patched = build->pairs.items[i].patched;
		bool changed = false;

		for (size_t j = 0; j < patched->atoms.count && !changed; j++)
			changed = patched->atoms.items[j]->change != CHANGE_NONE &&
				  patched->atoms.items[j]->name &&
				  !patched->atoms.items[j]->literal;
		same += !changed;
	}
	json_add_number(to, "objects_compared", build->pairs.count);
	json_add_number(to, "objects_identical", same);
}

static void add_refusals(json_object *to, const struct build *build)
{
	json_object *list = json_add_list(to, "refused");

	for (size_t i = 0; i < build->blockers.count; i++) {
		const struct blocker *blocker = &build->blockers.items[i];
		json_object *entry = json_push(list);

		json_add_text(entry, "where", blocker->where);
		json_add_text(entry, "what", blocker->what);
		json_add_text(entry, "instead", blocker->instead);
	}
	list = json_add_list(to, "notes");
	for (size_t i = 0; i < build->notes.count; i++)
		json_object_array_add(list, json_object_new_string(build->notes.items[i]));
}

/* ---- the whole -------------------------------------------------------------------------------- */

static const char *verdict_text(enum build_status status)
{
	switch (status) {
	case BUILD_OK:
		return "built";
	case BUILD_REFUSED:
		return "refused";
	case BUILD_NOTHING:
		return "nothing to patch at run time";
	case BUILD_MISMATCH:
		return "tree and image do not match";
	case BUILD_VERIFY:
		return "built, but does not verify";
	default:
		return "failed";
	}
}

static json_object *collect(const struct build *build, struct origin *origin,
			    const struct verdict *verdict)
{
	json_object *report = json_object_new_object();
	json_object *payload = json_object_new_object();

	json_add_number(report, "report", REPORT_VERSION);
	json_add_text(report, "builder", "xsplice-build " XS_VERSION);
	json_add_text(report, "verdict", verdict_text(verdict->status));
	json_add_text(payload, "name", build->options->name);
	if (verdict->status == BUILD_OK) {
		json_add_text(payload, "file", file_base(verdict->path));
		json_add_number(payload, "bytes", verdict->payload.len);
		json_add_text(payload, "sha256",
			      sha256_hex(verdict->payload.at, verdict->payload.len));
	}
	json_add(report, "payload", payload);
	add_host(report, build);
	add_patches(report, build);
	add_compilers(report, build);
	add_objects(report, build);
	add_replaced(report, build, origin);
	add_moved(report, build, origin);
	add_additions(report, build);
	add_left_out(report, build, origin);
	add_refusals(report, build);
	return report;
}

enum build_status report_write(const struct build *build, const struct change *change,
			       const struct verdict *verdict)
{
	const int flags =
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE;
	struct origin origin;
	json_object *report;
	const char *text;
	enum build_status status;

	if (!build->options->report)
		return BUILD_OK;
	status = origin_open(build, change, &origin);
	if (status != BUILD_OK)
		return status;
	report = collect(build, &origin, verdict);
	if (build->options->json)
		text = mem_format("%s\n", json_object_to_json_string_ext(report, flags));
	else
		text = report_text(report);
	json_object_put(report);
	return file_write(build->options->report, text, strlen(text));
}
