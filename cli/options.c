/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>

#include "duration.h"

/* A day: long enough to be forgotten, short enough to be no mistake. */
#define WAIT_MAX_NS (86400ull * 1000000000u)

enum { OPT_HOST = 256, OPT_JSON, OPT_TIMEOUT, OPT_NODEPS, OPT_WAIT, OPT_VERSION };

static const struct option long_options[] = {
	{"host", required_argument, NULL, OPT_HOST},
	{"json", no_argument, NULL, OPT_JSON},
	{"timeout", required_argument, NULL, OPT_TIMEOUT},
	{"nodeps", no_argument, NULL, OPT_NODEPS},
	{"wait", required_argument, NULL, OPT_WAIT},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, OPT_VERSION},
	{NULL, 0, NULL, 0},
};

static int parse_timeout(const char *text, struct options *options, struct failure *failure)
{
	uint64_t ns;

	if (duration_parse(text, UINT32_MAX, &ns))
		return fail(failure, EXIT_USAGE,
			    "--timeout %s: expected a whole number above 0 with its unit (ns, us, "
			    "ms, s), at most 4294967295ns; for instance 30ms",
			    text);
	options->timeout_ns = (uint32_t)ns;
	options->given |= OPTION_TIMEOUT;
	return 0;
}

static int parse_wait(const char *text, struct options *options, struct failure *failure)
{
	if (duration_parse(text, WAIT_MAX_NS, &options->wait_ns))
		return fail(failure, EXIT_USAGE,
			    "--wait %s: expected a whole number above 0 with its unit (ns, us, ms, "
			    "s), at most 86400s; for instance 10s",
			    text);
	options->given |= OPTION_WAIT;
	return 0;
}

static int parse_one(int option, const char *word, struct options *options, struct failure *failure)
{
	switch (option) {
	case OPT_HOST:
		options->host = optarg;
		return 0;
	case OPT_JSON:
		options->json = true;
		options->given |= OPTION_JSON;
		return 0;
	case OPT_TIMEOUT:
		return parse_timeout(optarg, options, failure);
	case OPT_NODEPS:
		options->nodeps = true;
		options->given |= OPTION_NODEPS;
		return 0;
	case OPT_WAIT:
		return parse_wait(optarg, options, failure);
	case 'h':
		options->help = true;
		return 0;
	case OPT_VERSION:
		options->version = true;
		return 0;
	case ':':
		return fail(failure, EXIT_USAGE, "option %s needs a value", word);
	default:
		return fail(failure, EXIT_USAGE, "no such option: %s", word);
	}
}

int options_parse(int argc, char **argv, struct options *out, struct failure *failure)
{
	const char *host = getenv("XSPLICE_HOST");
	int option;

	*out = (struct options){.host = host && host[0] ? host : "xen", .wait_ns = WAIT_DEFAULT_NS};
	for (;;) {
		option = getopt_long(argc, argv, ":h", long_options, NULL);
		if (option == -1)
			break;
		if (parse_one(option, argv[optind - 1], out, failure))
			return -1;
	}
	if (optind < argc) {
		out->command = argv[optind];
		out->args = argv + optind + 1;
		out->arg_count = argc - optind - 1;
	}
	return 0;
}
