// SPDX-License-Identifier: BSD-2-Clause
#include "tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "base/sha1.h"
#include "base/stop.h"
#include "base/words.h"

static bool looks_like_xen(const char *folder)
{
	return file_exists(mem_format("%s/common/kernel.c", folder)) &&
	       file_exists(mem_format("%s/include/xen/lib.h", folder));
}

const char *tree_build_path(const char *path)
{
	return text_starts(path, "xen/") ? path + strlen("xen/") : NULL;
}

/* What a build leaves behind and no compile command reads. */
static bool skip_built(const char *path, bool folder)
{
	static const char *const suffixes[] = {".o", ".a", ".efi", ".map", ".elf", ".rej", ".orig"};
	static const char *const names[] = {"xen-syms", "xen",	      "xen.gz",
					    ".git",	"cscope.out", "tags"};

	if (folder)
		return !strcmp(path, ".git");
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (text_ends(path, suffixes[i]))
			return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(path, names[i]))
			return true;
	return false;
}

/* What the makefiles of the build folder include from the folder above. */
static enum build_status copy_makefiles(const struct tree *tree, const char *top)
{
	const char *config = mem_format("%s/Config.mk", tree->top);
	struct bytes text;
	enum build_status status = file_read(config, &text);

	if (status == BUILD_OK)
		status = file_write(mem_format("%s/Config.mk", top), text.at, text.len);
	if (status == BUILD_OK)
		status = file_copy_tree(mem_format("%s/config", tree->top),
					mem_format("%s/config", top), skip_built);
	return status;
}

enum build_status tree_copy(const struct tree *tree, const char *top)
{
	enum build_status status =
		file_copy_tree(tree->build, mem_format("%s/xen", top), skip_built);

	return status == BUILD_OK ? copy_makefiles(tree, top) : status;
}

/* ---- building what nobody has built ----------------------------------------------------------- */

struct key_walk {
	struct sha1 sha1;
	const char *folder;
	enum build_status status;
};

static void key_add(void *ctx, const char *path)
{
	struct key_walk *key = ctx;
	struct bytes text;

	if (skip_built(path, false) || text_ends(path, ".cmd") || key->status != BUILD_OK)
		return;
	key->status = file_read(mem_format("%s/%s", key->folder, path), &text);
	if (key->status != BUILD_OK)
		return;
	sha1_add(&key->sha1, path, strlen(path) + 1);
	sha1_add(&key->sha1, text.at, text.len);
}

static bool skip_for_build(const char *path, bool folder)
{
	static const char *const not_needed[] = {"tools",  "stubdom", "docs",
						 "debian", ".git",    "automation"};

	for (size_t i = 0; i < sizeof(not_needed) / sizeof(*not_needed); i++)
		if (folder && !strcmp(path, not_needed[i]))
			return true;
	return !folder && text_ends(path, ".o");
}

static const char *cache_folder(void)
{
	const char *cache = getenv("XSPLICE_CACHE"), *home;

	if (cache && *cache)
		return cache;
	cache = getenv("XDG_CACHE_HOME");
	if (cache && *cache)
		return mem_format("%s/xsplice", cache);
	home = getenv("HOME");
	return mem_format("%s/.cache/xsplice", home && *home ? home : "/tmp");
}

static enum build_status tell_build_failure(const char *what, struct bytes output)
{
	const char *tail = (const char *)output.at + output.len;
	int lines = 0;

	while (tail > (const char *)output.at && lines < 25)
		lines += *--tail == '\n';
	say_error("%s failed:", what);
	say("%s", tail);
	return BUILD_COMPILE;
}

/* A configuration that the tree has is kept, but for what was asked for. */
static enum build_status build_in(const char *top, const struct options *options)
{
	char *command = mem_format(
		"unset MAKEFLAGS MAKELEVEL MFLAGS; cd xen && "
		"{ if test -f .config; then cat .config; else echo '# CONFIG_DEBUG is not set'; "
		"fi; "
		"echo CONFIG_LIVEPATCH=y; %s; } >wanted.config && "
		"KCONFIG_ALLCONFIG=$PWD/wanted.config make alldefconfig && make -j%d xen",
		options->xen_debug ? "echo CONFIG_DEBUG=y" : ":", options->jobs);
	struct bytes output;

	if (run_command(top, command, &output))
		return tell_build_failure("building the base tree", output);
	return BUILD_OK;
}

static enum build_status build_cached(const struct options *options, struct tree *tree)
{
	struct key_walk key = {.folder = tree->build};
	uint8_t digest[SHA1_LEN];
	struct bytes compiler;
	char *folder, *making;
	enum build_status status;

	sha1_init(&key.sha1);
	status = file_walk(tree->build, key_add, &key);
	if (status == BUILD_OK)
		status = key.status;
	if (status != BUILD_OK)
		return status;
	run_command(NULL, "${CC:-gcc} --version; ld --version", &compiler);
	sha1_add(&key.sha1, compiler.at, compiler.len);
	sha1_add(&key.sha1, options->xen_debug ? "debug" : "release", 6);
	sha1_end(&key.sha1, digest);
	folder = mem_format("%s/base-%.16s", cache_folder(), sha1_hex(digest));
	if (!file_exists(mem_format("%s/xen/xen-syms", folder))) {
		making = mem_format("%s.%d", folder, (int)getpid());
		say("    the tree is not built: building it once, in %s", folder);
		stop_removes(making);
		status = file_make_folder(making);
		if (status == BUILD_OK)
			status = file_copy_tree(tree->top, making, skip_for_build);
		if (status == BUILD_OK)
			status = build_in(making, options);
		if (status != BUILD_OK) {
			file_remove_tree(making);
			stop_removes(NULL);
			return status;
		}
		stop_removes(NULL);
		if (rename(making, folder))
			file_remove_tree(making); /* somebody else was quicker */
	}
	tree->top = folder;
	tree->build = mem_format("%s/xen", folder);
	tree->cached = true;
	return BUILD_OK;
}

/* ---- the open tree ---------------------------------------------------------------------------- */

static bool config_has(const char *build, const char *line)
{
	struct bytes text;
	char *path = mem_format("%s/.config", build), *found;

	if (!file_exists(path) || file_read(path, &text) != BUILD_OK)
		return false;
	found = strstr((char *)text.at, line);
	return found && (found == (char *)text.at || found[-1] == '\n');
}

enum build_status tree_open(const struct options *options, struct tree *tree)
{
	char *real = file_real(options->tree);
	enum build_status status;

	if (!real) {
		say_error("no such source tree: %s", options->tree);
		return BUILD_INTERNAL;
	}
	if (looks_like_xen(mem_format("%s/xen", real))) {
		tree->top = real;
		tree->build = mem_format("%s/xen", real);
	} else if (looks_like_xen(real) && !strcmp(file_base(real), "xen")) {
		tree->top = file_folder(real);
		tree->build = real;
	} else {
		say_error("%s is no Xen source tree: found neither xen/common/kernel.c nor "
			  "common/kernel.c in it. For a program say --build and --image.",
			  options->tree);
		return BUILD_INTERNAL;
	}
	if (!file_exists(mem_format("%s/common/.kernel.o.cmd", tree->build)) ||
	    !file_exists(mem_format("%s/common/kernel.o", tree->build)) ||
	    (options->xen_debug && !config_has(tree->build, "CONFIG_DEBUG=y"))) {
		status = build_cached(options, tree);
		if (status != BUILD_OK)
			return status;
	}
	if (!config_has(tree->build, "CONFIG_LIVEPATCH=y")) {
		say_error("%s was built without CONFIG_LIVEPATCH: it has no per-function sections "
			  "and "
			  "its hypervisor takes no payloads. Enable it and rebuild.",
			  tree->top);
		return BUILD_MISMATCH;
	}
	if (config_has(tree->build, "CONFIG_LTO=y")) {
		say_error(
			"%s was built with CONFIG_LTO: its objects hold no machine code that could "
			"be compared. Disable it and rebuild.",
			tree->top);
		return BUILD_MISMATCH;
	}
	tree->image =
		options->xen_syms ? options->xen_syms : mem_format("%s/xen-syms", tree->build);
	if (!file_exists(tree->image)) {
		say_error("no hypervisor symbols: %s is missing; say --xen-syms FILE", tree->image);
		return BUILD_INTERNAL;
	}
	return BUILD_OK;
}

/* ---- the dependency files of the build -------------------------------------------------------- */

/* struct touched - a file of the patch */
struct touched {
	bool used;	  /* something is made from it, */
	const char *last; /* and this text said so last */
};

struct affected_walk {
	const struct tree *tree;
	bool all;	    /* whatever they are made from */
	struct map touched; /* path -> struct touched */
	struct units *units;
	struct units *others;
	enum build_status status;
};

/* Undo make's quoting in a recorded command. */
static char *command_text(const char *from, size_t len)
{
	char *text = mem_alloc(len + 1), *to = text;

	for (size_t i = 0; i < len; i++) {
		if (len - i >= 8 && !memcmp(from + i, "$(pound)", 8)) {
			*to++ = '#';
			i += 7;
		} else if (from[i] == '$' && i + 1 < len && from[i + 1] == '$') {
			*to++ = '$';
			i++;
		} else {
			*to++ = from[i];
		}
	}
	return text;
}

/* The recorded command, writing straight to the object: what follows it in the rule only renames. */
static char *direct_output(char *command, const char *object)
{
	char *out = strstr(command, " -o "), *end;

	if (!out)
		return command;
	end = out + 4 + strcspn(out + 4, " ");
	return mem_format("%.*s -o %s%s", (int)(out - command), command, object, end);
}

/* "common/compat/../kernel.c" is common/kernel.c. */
static char *path_normal(char *path)
{
	char *dots;

	while ((dots = strstr(path, "/../"))) {
		char *parent = dots;

		while (parent > path && parent[-1] != '/')
			parent--;
		memmove(parent, dots + 4, strlen(dots + 4) + 1);
	}
	return path;
}

/* Each file that @by names adds to the sum once, however often it is named. */
static void add_touched(const struct map *files, const char *path, const char *by, uint64_t *sum)
{
	struct touched *touched = map_get(files, path);

	if (!touched || touched->last == by)
		return;
	touched->used = true;
	touched->last = by;
	*sum += hash_bytes(HASH_START, path, strlen(path)) | 1;
}

/* Of what make recorded, from @text on. */
static void add_all_touched(const struct map *files, char *text, const char *by, uint64_t *sum)
{
	char *word, *rest = text;

	while ((word = strsep(&rest, " \t\n\\"))) {
		if (text_starts(word, "./"))
			word += 2;
		if (*word)
			add_touched(files, path_normal(word), by, sum);
	}
}

/* "cmd_TARGET := COMMAND" is the first line of what make recorded. */
static bool record_parse(char *text, char **target, char **command)
{
	char *assign = strstr(text, " := "), *eol = assign ? strchr(assign, '\n') : NULL;

	if (!text_starts(text, "cmd_") || !eol)
		return false;
	*target = mem_text(text + 4, (size_t)(assign - text - 4));
	assign += 4;
	*command = direct_output(command_text(assign, (size_t)(eol - assign)), *target);
	return true;
}

const char *tree_command(const char *build, const char *object)
{
	const char *path =
		mem_format("%s/%s/.%s.cmd", build, file_folder(object), file_base(object));
	char *target, *command;
	struct bytes file;

	if (!file_exists(path) || file_read(path, &file) != BUILD_OK ||
	    !record_parse((char *)file.at, &target, &command))
		return NULL;
	return command;
}

/* Helpers of the build, and programs and example payloads that `make tests` makes. */
static bool is_linked(const char *path)
{
	return !text_starts(path, "tools/") && !text_starts(path, "test/");
}

static void look_at(void *ctx, const char *path)
{
	struct affected_walk *walk = ctx;
	const char *base = file_base(path);
	struct unit unit = {0};
	char *text, *deps, *source, *target, *command;
	struct bytes file;

	if (walk->status != BUILD_OK || *base != '.' || !text_ends(base, ".cmd") ||
	    !is_linked(path))
		return;
	walk->status = file_read(mem_format("%s/%s", walk->tree->build, path), &file);
	if (walk->status != BUILD_OK)
		return;
	text = (char *)file.at;
	if (!record_parse(text, &target, &command))
		return;
	deps = strstr(text, "\ndeps_");
	source = strstr(text, "\nsource_");
	if (source && (source = strstr(source, " := ")))
		unit.source = mem_text(source + 4, strcspn(source + 4, "\n"));
	unit.object = target;
	unit.command = command;
	unit.assembly = unit.source && text_ends(unit.source, ".S");
	if (unit.source)
		add_touched(&walk->touched, unit.source, text, &unit.made_from);
	if (deps)
		add_all_touched(&walk->touched, deps, text, &unit.made_from);
	if (!unit.made_from && !walk->all)
		return;
	if (!text_ends(target, ".o")) {
		vec_push(&walk->others->list, unit);
		return;
	}
	unit.base = mem_format("%s/%s", walk->tree->build, target);
	unit.boot_only =
		file_exists(mem_format("%.*s.init.o", (int)strlen(unit.base) - 2, unit.base));
	if (file_exists(unit.base) && unit.source)
		vec_push(&walk->units->list, unit);
}

/* Offsets for assembly: make keeps what the compiler told it they are made from. */
static enum build_status look_at_offsets(struct affected_walk *walk)
{
	const char *path = mem_format("%s/.asm-offsets.s.d", walk->tree->build);
	struct unit unit = {.object = "asm-offsets.s"};
	struct bytes file;
	enum build_status status;
	char *text;

	if (!file_exists(path))
		return BUILD_OK;
	status = file_read(path, &file);
	if (status != BUILD_OK)
		return status;
	text = (char *)file.at;
	add_all_touched(&walk->touched, text, text, &unit.made_from);
	if (unit.made_from)
		vec_push(&walk->others->list, unit);
	return BUILD_OK;
}

enum build_status tree_affected(const struct tree *tree, const char *const *files, size_t count,
				struct units *units, struct units *others)
{
	struct affected_walk walk = {.tree = tree, .units = units, .others = others};
	enum build_status status;

	for (size_t i = 0; i < count; i++) {
		const char *path = tree_build_path(files[i]);

		if (path)
			map_put(&walk.touched, path, MEM_NEW(struct touched));
	}
	status = file_walk(tree->build, look_at, &walk);
	if (status == BUILD_OK)
		status = look_at_offsets(&walk);
	for (size_t i = 0; i < count; i++) {
		const char *path = tree_build_path(files[i]);

		if (path && !((struct touched *)map_get(&walk.touched, path))->used)
			vec_push(&units->unused, path);
	}
	return status == BUILD_OK ? walk.status : status;
}

enum build_status tree_objects(const struct tree *tree, struct units *units)
{
	struct units others = {0};
	struct affected_walk walk = {.tree = tree, .all = true, .units = units, .others = &others};
	enum build_status status = file_walk(tree->build, look_at, &walk);

	return status == BUILD_OK ? walk.status : status;
}
