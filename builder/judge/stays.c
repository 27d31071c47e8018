// SPDX-License-Identifier: BSD-2-Clause
#include "stays.h"

#include <string.h>

#include "base/say.h"
#include "tree/removed.h"

/* gcc -w does not say whether an initialiser reaches what was put back. */
static void judge_silent(struct build *build, const struct unit *unit)
{
	const struct recipe *recipe = unit->recipe;

	for (size_t i = 0; recipe && i < recipe->args.count; i++)
		if (!strcmp(recipe->args.items[i], "-w"))
			block_at(build, unit->source ? unit->source : unit->object,
				 "Compile it without -w.",
				 "cannot be compiled with --keep-removed: with -w, the compiler "
				 "does not tell of initialisers that are shifted by what stays");
}

static const char *text_of(const struct removed_member *member)
{
	return mem_format("%s: '%s' stays in %s", member->where, member->text, member->type);
}

static void say_removed(const struct removed *removed)
{
	if (!removed->list.count)
		return;
	say("    Because of --keep-removed, initialisers of these have to name members or be {}, "
	    "and what the members need has to be there:");
	for (size_t i = 0; i < removed->list.count; i++)
		say("    %s", text_of(&removed->list.items[i]));
}

enum build_status stays(struct build *build, const struct change *change, const struct units *units,
			enum build_status made)
{
	struct removed removed = {0};
	enum build_status status;

	if (made != BUILD_OK && made != BUILD_COMPILE)
		return made;
	status = removed_read(change, &removed);
	if (status != BUILD_OK)
		return status;
	if (made == BUILD_COMPILE) {
		say_removed(&removed);
		return made;
	}
	for (size_t i = 0; i < removed.list.count; i++)
		note(build,
		     "%s; objects that are made while the patch is applied never set it "
		     "(--keep-removed)",
		     text_of(&removed.list.items[i]));
	for (size_t i = 0; removed.list.count && i < units->list.count; i++)
		judge_silent(build, &units->list.items[i]);
	build->put_back = removed.patch;
	return made;
}
