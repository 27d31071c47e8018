// SPDX-License-Identifier: BSD-2-Clause
#include "report.h"

#include <stdio.h>

#include "base/say.h"

char *report_id(struct bytes id)
{
	char *text = mem_alloc(2 * id.len + 1);

	for (size_t i = 0; i < id.len; i++)
		snprintf(text + 2 * i, 3, "%02x", id.at[i]);
	return text;
}

const char *report_kind(const struct atom *atom)
{
	if (atom->section->role == ROLE_HOOK)
		return "hook";
	if (atom->section->role == ROLE_CODE && atom->name)
		return atom->cold_of ? "cold part" : "function";
	if (atom->section->role == ROLE_DATA || atom->section->role == ROLE_BSS)
		return "data";
	if (atom->section->role == ROLE_PERCPU)
		return "per-CPU variable";
	if (atom->section->role == ROLE_STRINGS)
		return "string";
	if (role_is_read_only(atom->section->role))
		return "constant";
	return "piece of code";
}

void report_say(const struct build *build, const struct verdict *verdict)
{
	size_t fresh = 0, count = build->functions.count + build->inlets.count;

	for (size_t i = 0; i < build->functions.count; i++) {
		const struct atom *atom = build->functions.items[i];

		say("    replaces %s (%s): %s", atom->name, atom_place(atom), atom->why);
	}
	for (size_t i = 0; i < build->inlets.count; i++)
		say("    leads %s (%s) to the new %s, which ships as a whole",
		    build->inlets.items[i].name, build->inlets.items[i].object->source,
		    build->inlets.items[i].section->name);
	for (size_t i = 0; i < build->shipped.count; i++) {
		const struct atom *atom = build->shipped.items[i];

		if (!atom->name || atom->twin || atom->literal || atom->section->whole)
			continue;
		if (++fresh <= 20)
			say("    adds %s%s %s (%s)", atom->section->role == ROLE_HOOK ? "" : "new ",
			    report_kind(atom), atom->name, atom_place(atom));
	}
	for (size_t i = 0; i < build->notes.count; i++)
		say("    note: %s", build->notes.items[i]);
	say("%s: %zu bytes, %zu function%s replaced, for build-id %s (%.1f s)", verdict->path,
	    verdict->payload.len, count, count == 1 ? "" : "s", report_id(build->image.build_id),
	    say_elapsed());
}
