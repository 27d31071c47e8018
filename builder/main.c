// SPDX-License-Identifier: BSD-2-Clause
/* xsplice-build: source tree and patches in, payload out. The steps are the functions of run(). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "judge/assembly.h"
#include "emit/below.h"
#include "build.h"
#include "compare/compare.h"
#include "tree/compile.h"
#include "judge/constants.h"
#include "compare/correlate.h"
#include "emit/emit.h"
#include "judge/judge.h"
#include "tree/kept.h"
#include "judge/left_out.h"
#include "judge/stays.h"
#include "compare/objects.h"
#include "compare/moved.h"
#include "judge/provenance.h"
#include "emit/report.h"
#include "base/say.h"
#include "emit/select.h"
#include "compare/statics.h"
#include "base/stop.h"
#include "types/types.h"
#include "emit/verify.h"

/* struct run - what the steps hand on */
struct run {
	const struct options *options;
	struct tree tree;
	struct workspace workspace;
	struct patches below_patches;
	struct patches patches;
	struct units units;
	struct build build;
	struct bytes payload;
	const char *path;
	bool compared; /* there is something to report */
};

/* A cumulative list of patches may name those that the payload below was made from. */
static bool is_below(const struct run *run, const struct patch *patch)
{
	for (size_t i = 0; i < run->below_patches.list.count; i++) {
		const struct bytes *text = &run->below_patches.list.items[i].text;

		if (text->len == patch->text.len && !memcmp(text->at, patch->text.at, text->len))
			return true;
	}
	return false;
}

static enum build_status read_inputs(struct run *run)
{
	const struct options *options = run->options;
	enum build_status status = BUILD_OK;

	for (size_t i = 0; status == BUILD_OK && i < options->depends.count; i++) {
		struct below below;

		status = below_open(options->depends.items[i], &below);
		if (status == BUILD_OK)
			status = below_patches(&below, &run->below_patches);
		vec_push(&run->build.below, below);
	}
	for (size_t i = 0; status == BUILD_OK && i < options->patches.count; i++) {
		struct patch patch;

		status = patch_read(options->patches.items[i], &patch);
		if (is_below(run, &patch))
			say("    %s is in a payload below already", patch.path);
		else
			vec_push(&run->patches.list, patch);
	}
	if (status == BUILD_OK && !run->patches.list.count) {
		say_error("nothing to do: every patch is in a payload below already");
		return BUILD_NOTHING;
	}
	for (size_t i = 0; i < run->patches.list.count; i++)
		vec_push(&run->build.patches, &run->patches.list.items[i]);
	return status;
}

static enum build_status find_tree(struct run *run)
{
	enum build_status status;

	if (run->options->build)
		return BUILD_OK;
	say_step("tree", "%s", run->options->tree);
	status = tree_open(run->options, &run->tree);
	if (status == BUILD_OK)
		status = image_open(run->tree.image, false, &run->build.image);
	return status == BUILD_OK ? provenance_config(&run->build, &run->tree) : status;
}

static enum build_status compile(struct run *run)
{
	const struct options *options = run->options;

	if (options->build)
		return compile_program(options, &run->workspace, &run->units);
	return compile_xen(options, &run->tree, &run->workspace, &run->units);
}

static enum build_status make_objects(struct run *run)
{
	const struct options *options = run->options;
	const char *inputs = NULL;
	enum build_status status =
		workspace_open(&run->workspace, options, &run->below_patches, &run->patches);

	if (status == BUILD_OK && options->keep)
		status = kept_inputs(options, &run->below_patches, &run->patches, &inputs);
	if (status == BUILD_OK && options->resume) {
		say_skipped(options->build ? 3 : options->depends.count ? 3 : 2);
		status = kept_read(&run->workspace, inputs, &run->units);
	} else if (status == BUILD_OK) {
		status = compile(run);
		if (status == BUILD_OK && options->keep)
			status = kept_write(&run->workspace, &run->units, inputs);
	}
	if (run->workspace.change.kept)
		status = stays(&run->build, &run->workspace.change, &run->units, status);
	if (!options->build)
		left_out(&run->build, &run->tree, &run->workspace.change, &run->units);
	return status;
}

/* The base was rebuilt with the patches below: the image has the names of the tree's own object. */
static enum build_status image_names(const struct unit *unit, struct object *base)
{
	struct object *shadow = NULL, *tree = NULL;
	enum build_status status;

	if (!unit->tree_object)
		return BUILD_OK;
	status = object_read(unit->base, unit->object, unit->source, &shadow);
	if (status == BUILD_OK)
		status = object_read(unit->tree_object, unit->object, unit->source, &tree);
	if (status != BUILD_OK)
		return status;
	correlate(tree, shadow);
	for (size_t i = 0; i < base->atoms.count; i++) {
		const struct atom *twin = shadow->atoms.items[i]->twin;

		base->atoms.items[i]->image_name = twin ? twin->name : NULL;
		base->atoms.items[i]->image_file = twin ? twin->file : NULL;
	}
	return BUILD_OK;
}

/* Is it of another object, which the linker preferred? */
static bool is_elsewhere(const struct build *build, const struct atom *function)
{
	return function->global && map_get(&build->runpre.matched, function->name) &&
	       runpre_find(&build->runpre, function);
}

enum linked { LINKED, NEEDLESS, OVERRIDDEN };

/* A member of an archive that the linker had no need for is in no image. */
static enum linked is_linked(const struct build *build, const struct object *object)
{
	enum linked linked = LINKED;

	for (size_t i = 0; i < object->atoms.count; i++) {
		const struct atom *atom = object->atoms.items[i];

		if (!atom->function || !atom->name)
			continue;
		if (!image_find(&build->image, atom))
			linked = linked == LINKED ? NEEDLESS : linked;
		else if (is_elsewhere(build, atom))
			linked = OVERRIDDEN;
		else
			return LINKED;
	}
	return linked;
}

static enum build_status read_pair(struct run *run, const struct unit *unit)
{
	struct pair pair = {
		.unit = unit, .base = MEM_NEW(struct object), .patched = MEM_NEW(struct object)};
	enum build_status status = BUILD_OK;
	enum linked linked;

	if (!run->options->build && unit->patched && object_is_boot(unit->patched)) {
		note(&run->build, "%s is boot-time code: left out", unit->object);
		return BUILD_OK;
	}
	pair.base->boot_only = pair.patched->boot_only = unit->boot_only;
	pair.base->assembly = pair.patched->assembly = unit->assembly;
	pair.base->name = unit->object;
	if (unit->base)
		status = object_read(unit->base, unit->object, unit->source, &pair.base);
	if (status == BUILD_OK && unit->patched)
		status = object_read(unit->patched, unit->object, unit->source, &pair.patched);
	if (status == BUILD_OK && unit->base)
		status = image_names(unit, pair.base);
	if (status != BUILD_OK)
		return status;
	linked = unit->base ? is_linked(&run->build, pair.base) : LINKED;
	if (linked == OVERRIDDEN) {
		note(&run->build,
		     "%s is not linked into the hypervisor, which has its functions from another "
		     "object: left out",
		     unit->object);
		return BUILD_OK;
	}
	if (linked == NEEDLESS) {
		note(&run->build, "%s is not linked into the %s: of it only what is used now ships",
		     unit->object, run->options->build ? "program" : "hypervisor");
		pair.base = MEM_NEW(struct object);
	}
	correlate(pair.base, pair.patched);
	vec_push(&run->build.pairs, pair);
	return BUILD_OK;
}

static enum build_status compare_objects(struct run *run)
{
	const struct tree *tree = run->options->build ? NULL : &run->tree;
	enum build_status status = BUILD_OK;

	say_step("compare", "%zu object%s", run->units.list.count,
		 run->units.list.count == 1 ? "" : "s");
	if (!tree)
		status = image_open(run->units.image, true, &run->build.image);
	else
		status = provenance_match(&run->build, tree);
	for (size_t i = 0; status == BUILD_OK && i < run->units.list.count; i++)
		status = read_pair(run, &run->units.list.items[i]);
	if (status == BUILD_OK)
		status = provenance_compiler(&run->build);
	if (status == BUILD_OK)
		status = provenance_flags(&run->build, run->workspace.folder);
	if (status == BUILD_OK)
		status = provenance_functions(&run->build, tree);
	if (status != BUILD_OK)
		return status;
	run->compared = true;
	status = statics_settle(&run->build, &run->units, &run->workspace);
	if (status != BUILD_OK)
		return status;
	moved(&run->build);
	constants_part(&run->build);
	select_directives(&run->build);
	for (size_t i = 0; i < run->build.pairs.count; i++)
		compare_content(run->build.pairs.items[i].patched);
	constants_choose(&run->build);
	assembly_choose(&run->build);
	for (size_t i = 0; i < run->build.pairs.count; i++)
		compare_spread(run->build.pairs.items[i].patched);
	for (size_t i = 0; i < run->build.pairs.count; i++)
		compare_gone(run->build.pairs.items[i].base);
	return BUILD_OK;
}

static enum build_status decide(struct run *run)
{
	enum build_status status;

	say_step("judge", "deciding what ships");
	select_payload(&run->build);
	status = types_judge(&run->build, &run->units, &run->workspace);
	return status == BUILD_OK ? judge(&run->build) : status;
}

/* OUT is a folder, unless it is clearly meant to be the payload itself. */
static const char *output_path(const struct options *options)
{
	if (text_ends(options->out, ".xsplice") && !file_is_folder(options->out))
		return options->out;
	return mem_format("%s/%s.xsplice", options->out, options->name);
}

static enum build_status write_payload(struct run *run)
{
	enum build_status status;

	run->path = output_path(run->options);
	say_step("emit", "%s", run->path);
	run->payload = emit(&run->build);
	if (!run->payload.len)
		return BUILD_INTERNAL;
	status = file_make_folder(file_folder(run->path));
	if (status == BUILD_OK)
		status = verify(run->options, &run->build.image, run->workspace.folder,
				run->payload);
	if (status == BUILD_OK)
		status = file_write(run->path, run->payload.at, run->payload.len);
	return status;
}

/* Once there was something to decide on, there is something to report, whatever became of it. */
static enum build_status tell(struct run *run, enum build_status status)
{
	struct verdict verdict = {status, run->path, run->payload};
	enum build_status written = BUILD_OK;

	if (run->compared || run->build.blockers.count)
		written = report_write(&run->build, &run->workspace.change, &verdict);
	if (status == BUILD_OK)
		report_say(&run->build, &verdict);
	return status == BUILD_OK ? written : status;
}

static enum build_status run_build(struct run *run)
{
	static enum build_status (*const steps[])(struct run *) = {
		read_inputs, find_tree, make_objects, compare_objects, decide, write_payload,
	};
	const struct options *options = run->options;
	enum build_status status = BUILD_OK;

	run->build.options = run->options;
	stop_begin();
	say_begin(!options->build && options->depends.count ? 8 : 7, options->debug);
	for (size_t i = 0; status == BUILD_OK && i < sizeof(steps) / sizeof(*steps); i++)
		status = steps[i](run);
	status = tell(run, status);
	workspace_close(&run->workspace, run->options->keep);
	return status;
}

int main(int argc, char **argv)
{
	struct options options;
	bool leave;
	enum build_status status = options_parse(argc, argv, &options, &leave);
	struct run run = {.options = &options};
	struct rusage usage;

	if (status == BUILD_OK && !leave)
		status = options.pairs.count ? objects_compare(&options) : run_build(&run);
	getrusage(RUSAGE_SELF, &usage);
	say_debug("%ld MB of memory at most", usage.ru_maxrss / 1024);
	mem_release_all();
	return (int)status;
}
