// SPDX-License-Identifier: BSD-2-Clause
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/say.h"

static const char help[] =
	"Usage: xsplice-build -s TREE -p PATCH [-p PATCH...] -o OUT [OPTION...]\n"
	"Build a live-patch payload OUT/NAME.xsplice from a source tree and patches.\n"
	"\n"
	"  -s, --source TREE     source of the running Xen (its top folder or its xen/), or of a "
	"program\n"
	"  -p, --patch PATCH     a unified diff; several are applied in order, as one change\n"
	"  -o, --output OUT      folder for the payload\n"
	"  -n, --name NAME       the payload's name (default: the first patch's, without suffix)\n"
	"  -j, --jobs N          compile N files at a time (default: one a CPU)\n"
	"      --xen-syms FILE   symbols of the running hypervisor (default: TREE/xen/xen-syms)\n"
	"      --xen-debug       build for a debug hypervisor (CONFIG_DEBUG=y)\n"
	"      --for livepatch   use only what an unmodified Xen understands\n"
	"      --depends WHAT    build on top of a payload: its file, or its build-id\n"
	"      --report FILE     write what is in the payload and why; --json: in JSON\n"
	"      --build CMD       the tree is a program that this command builds\n"
	"      --image FILE      that program, as it runs (path inside TREE, or absolute)\n"
	"      --allow-padding   allow new members where types had padding: live objects have\n"
	"                        anything there\n"
	"      --keep-removed    leave members in their structs that the patches remove: live\n"
	"                        objects have them\n"
	"      --any-tree        go on when the image was not built from this tree\n"
	"      --no-verify       do not run xsplice-verify on the result\n"
	"      --keep[=FOLDER]   keep the patched copy and its objects (and say where)\n"
	"      --from compare    do not compile: go on with the objects that --keep=FOLDER kept\n"
	"      --debug           say what is decided on the way\n"
	"  -h, --help            this text\n"
	"  -V, --version         the version\n"
	"\n"
	"Exit status: 0 built; 1 usage or internal error; 2 refused; 3 nothing to patch at run "
	"time;\n"
	"4 a patch does not apply; 5 a build failed; 6 tree and hypervisor do not match; 7 the "
	"payload\n"
	"does not verify.\n";

enum long_option {
	OPT_XEN_DEBUG = 256,
	OPT_DEBUG,
	OPT_FOR,
	OPT_XEN_SYMS,
	OPT_DEPENDS,
	OPT_REPORT,
	OPT_KEEP,
	OPT_FROM,
	OPT_JSON,
	OPT_BUILD,
	OPT_IMAGE,
	OPT_ALLOW_PADDING,
	OPT_KEEP_REMOVED,
	OPT_ANY_TREE,
	OPT_NO_VERIFY,
	OPT_OBJECTS,
};

static const struct option long_options[] = {
	{"source", required_argument, NULL, 's'},
	{"patch", required_argument, NULL, 'p'},
	{"output", required_argument, NULL, 'o'},
	{"name", required_argument, NULL, 'n'},
	{"jobs", required_argument, NULL, 'j'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{"xen-debug", no_argument, NULL, OPT_XEN_DEBUG},
	{"debug", no_argument, NULL, OPT_DEBUG},
	{"for", required_argument, NULL, OPT_FOR},
	{"xen-syms", required_argument, NULL, OPT_XEN_SYMS},
	{"depends", required_argument, NULL, OPT_DEPENDS},
	{"report", required_argument, NULL, OPT_REPORT},
	{"keep", optional_argument, NULL, OPT_KEEP},
	{"from", required_argument, NULL, OPT_FROM},
	{"json", no_argument, NULL, OPT_JSON},
	{"build", required_argument, NULL, OPT_BUILD},
	{"image", required_argument, NULL, OPT_IMAGE},
	{"allow-padding", no_argument, NULL, OPT_ALLOW_PADDING},
	{"keep-removed", no_argument, NULL, OPT_KEEP_REMOVED},
	{"any-tree", no_argument, NULL, OPT_ANY_TREE},
	{"no-verify", no_argument, NULL, OPT_NO_VERIFY},
	{"objects", required_argument, NULL, OPT_OBJECTS},
	{NULL, 0, NULL, 0},
};

static enum build_status usage(const char *problem)
{
	say_error("%s; see xsplice-build --help", problem);
	return BUILD_INTERNAL;
}

static const char *default_name(const char *patch)
{
	const char *base = file_base(patch);
	size_t len = strlen(base);

	if (text_ends(base, ".patch"))
		len -= strlen(".patch");
	else if (text_ends(base, ".diff"))
		len -= strlen(".diff");
	return mem_text(base, len);
}

static bool parse_jobs(struct options *options, const char *text)
{
	char *end;
	long jobs = strtol(text, &end, 10);

	options->jobs = (int)jobs;
	return !*end && jobs > 0 && jobs <= 1024;
}

/*
 * --objects OLD,NEW (repeatable): the comparison alone; an object without a comma is compared with itself.
 * For the tests of the builder, hence not in the help.
 */
static void add_pair(struct options *options, const char *text)
{
	const char *comma = strchr(text, ',');
	struct options_pair pair = {{text, text}};

	if (comma) {
		pair.object[0] = mem_text(text, (size_t)(comma - text));
		pair.object[1] = comma + 1;
	}
	vec_push(&options->pairs, pair);
}

/* Behind the compilers nothing is kept, because all of it takes less than a second. */
static enum build_status parse_from(struct options *options, const char *step)
{
	options->resume = !strcmp(step, "compare");
	if (options->resume)
		return BUILD_OK;
	return usage("--from wants compare, the first step behind the compilers: those before it "
		     "belong together, those behind it are quick and done in any case");
}

static enum build_status check(struct options *options)
{
	if (options->pairs.count)
		return BUILD_OK;
	if (!options->tree)
		return usage("which source tree? (-s TREE)");
	if (!options->patches.count)
		return usage("which patch? (-p PATCH)");
	if (!options->out)
		return usage("where to? (-o OUT)");
	if (options->resume && !options->keep_folder)
		return usage("--from wants the kept folder: --keep=FOLDER");
	if (!options->build != !options->image)
		return usage("--build and --image go together");
	if (options->build && options->livepatch)
		return usage("--for livepatch is for hypervisors, --build for programs");
	if (!options->name)
		options->name = default_name(options->patches.items[0]);
	if (!*options->name || strchr(options->name, '/') || strlen(options->name) > 127)
		return usage("the payload's name must have 1 to 127 characters and no '/'");
	return BUILD_OK;
}

static enum build_status take(struct options *options, int option, char *value, bool *leave)
{
	switch (option) {
	case 's':
		options->tree = value;
		return BUILD_OK;
	case 'p':
		vec_push(&options->patches, value);
		return BUILD_OK;
	case 'o':
		options->out = value;
		return BUILD_OK;
	case 'n':
		options->name = value;
		return BUILD_OK;
	case 'j':
		return parse_jobs(options, value) ? BUILD_OK : usage("-j wants a number from 1 on");
	case OPT_XEN_DEBUG:
		options->xen_debug = true;
		return BUILD_OK;
	case OPT_DEBUG:
		options->debug = true;
		return BUILD_OK;
	case OPT_FOR:
		options->livepatch = !strcmp(value, "livepatch");
		if (options->livepatch || !strcmp(value, "xsplice"))
			return BUILD_OK;
		return usage("--for wants livepatch or xsplice");
	case OPT_XEN_SYMS:
		options->xen_syms = value;
		return BUILD_OK;
	case OPT_DEPENDS:
		vec_push(&options->depends, value);
		return BUILD_OK;
	case OPT_REPORT:
		options->report = value;
		return BUILD_OK;
	case OPT_KEEP:
		options->keep = true;
		options->keep_folder = value;
		return BUILD_OK;
	case OPT_FROM:
		return parse_from(options, value);
	case OPT_JSON:
		options->json = true;
		return BUILD_OK;
	case OPT_BUILD:
		options->build = value;
		return BUILD_OK;
	case OPT_IMAGE:
		options->image = value;
		return BUILD_OK;
	case OPT_ALLOW_PADDING:
		options->allow_padding = true;
		return BUILD_OK;
	case OPT_KEEP_REMOVED:
		options->keep_removed = true;
		return BUILD_OK;
	case OPT_ANY_TREE:
		options->any_tree = true;
		return BUILD_OK;
	case OPT_NO_VERIFY:
		options->no_verify = true;
		return BUILD_OK;
	case OPT_OBJECTS:
		add_pair(options, value);
		return BUILD_OK;
	case 'h':
		fputs(help, stdout);
		*leave = true;
		return BUILD_OK;
	case 'V':
		puts("xsplice-build " XS_VERSION);
		*leave = true;
		return BUILD_OK;
	default:
		return usage("wrong option");
	}
}

enum build_status options_parse(int argc, char **argv, struct options *options, bool *leave)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	*options = (struct options){.jobs = cpus > 0 ? (int)cpus : 1};
	*leave = false;
	for (;;) {
		int option = getopt_long(argc, argv, "s:p:o:n:j:hV", long_options, NULL);
		enum build_status status;

		if (option < 0)
			break;
		status = take(options, option, optarg, leave);
		if (status != BUILD_OK || *leave)
			return status;
	}
	if (optind < argc)
		return usage(mem_format("what is \"%s\"?", argv[optind]));
	return check(options);
}
