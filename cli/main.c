/* SPDX-License-Identifier: BSD-2-Clause */
/* xen-xsplice: the table of commands, and what is the same for all of them. */
#include <stdio.h>
#include <string.h>

#include "command.h"

struct command {
	const char *name;
	const char *args;
	int arg_min, arg_max;
	unsigned int options; /* enum option_bit that it takes */
	command_run *run;
	const char *summary;
};

#define ACTION_OPTIONS (OPTION_TIMEOUT | OPTION_WAIT)

static const struct command commands[] = {
	{"upload", "NAME FILE", 2, 2, 0, command_upload, "load a payload, not applied"},
	{"check", "NAME", 1, 1, ACTION_OPTIONS | OPTION_NODEPS, command_check,
	 "test whether it could be applied; changes nothing"},
	{"apply", "NAME", 1, 1, ACTION_OPTIONS | OPTION_NODEPS, command_apply,
	 "switch a payload on"},
	{"replace", "NAME", 1, 1, ACTION_OPTIONS | OPTION_NODEPS, command_replace,
	 "switch it on and all others off, in one stop"},
	{"revert", "NAME", 1, 1, ACTION_OPTIONS, command_revert, "switch a payload off"},
	{"unload", "NAME", 1, 1, 0, command_unload, "remove a payload that is not applied"},
	{"load", "FILE", 1, 1, ACTION_OPTIONS | OPTION_NODEPS, command_load,
	 "upload and apply under the file's name; unload if that fails"},
	{"list", "", 0, 0, OPTION_JSON, command_list, "all payloads"},
	{"get", "NAME", 1, 1, OPTION_JSON, command_get, "state and last result of one"},
	{"info", "[NAME]", 0, 1, OPTION_JSON, command_info,
	 "the host, or one payload: stop times, reasons"},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_help(void)
{
	printf("Usage: xen-xsplice [OPTION...] COMMAND [ARGUMENT...]\n"
	       "Controls the live patches of a running host.\n\nCommands:\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		printf("  %-8s%-11s%s\n", commands[i].name, commands[i].args, commands[i].summary);
	printf("\nOptions:\n"
	       "  --host HOST     'xen' (default) or 'unix:PATH', the control socket of a "
	       "process;\n"
	       "                  the environment's XSPLICE_HOST is used without this option\n"
	       "  --timeout TIME  how long the CPUs may take to meet (30ms): check, apply, "
	       "replace,\n"
	       "                  revert, load; a number with ns, us, ms or s\n"
	       "  --wait TIME     how long to wait for the result beyond that (10s)\n"
	       "  --nodeps        do not test what the payload depends on: check, apply, replace,\n"
	       "                  load\n"
	       "  --json          for scripts: list, get, info\n"
	       "  --help, -h      this text\n"
	       "  --version       the tool's version\n\n"
	       "Exit status: 0 done; 1 usage; 2 refused by the host; 3 no such payload; 4 busy or\n"
	       "timed out; 5 not permitted; 6 no host, or a broken conversation; 7 local file;\n"
	       "8 not supported by the host. See xen-xsplice(8).\n");
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static const char *option_name(unsigned int bit)
{
	switch (bit) {
	case OPTION_JSON:
		return "--json";
	case OPTION_TIMEOUT:
		return "--timeout";
	case OPTION_NODEPS:
		return "--nodeps";
	default:
		return "--wait";
	}
}

static int check_usage(const struct command *command, const struct options *options,
		       struct failure *failure)
{
	unsigned int stray = options->given & ~command->options;

	if (options->arg_count < command->arg_min || options->arg_count > command->arg_max)
		return fail(failure, EXIT_USAGE, "usage: xen-xsplice %s%s%s", command->name,
			    command->args[0] ? " " : "", command->args);
	if (stray)
		return fail(failure, EXIT_USAGE, "%s does not go with %s",
			    option_name(stray & -stray), command->name);
	return 0;
}

static int run(const struct options *options, struct failure *failure)
{
	const struct command *command;
	struct host host;
	int err;

	if (!options->command)
		return fail(failure, EXIT_USAGE, "no command given; see xen-xsplice --help");
	command = find_command(options->command);
	if (!command)
		return fail(failure, EXIT_USAGE, "no such command: '%s'; see xen-xsplice --help",
			    options->command);
	if (check_usage(command, options, failure) || host_open(options->host, &host, failure))
		return -1;
	err = command->run(&(struct invocation){.host = &host,
						.options = options,
						.args = options->args,
						.arg_count = options->arg_count},
			   failure);
	host_close(&host);
	return err;
}

/* A host's words are in it: nothing of them may steer the terminal. */
static void print_failure(const struct failure *failure)
{
	fprintf(stderr, "xen-xsplice: ");
	for (const char *at = failure->text; *at; at++)
		fputc((*at < ' ' || *at > '~') && *at != '\n' ? '?' : *at, stderr);
	fputc('\n', stderr);
}

/* What nobody can read was not said: a full disk, a closed pipe. */
static int flush_output(struct failure *failure)
{
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	return fail(failure, EXIT_FILE,
		    "what was asked for was done, but the output cannot be written");
}

int main(int argc, char **argv)
{
	struct failure failure = {0};
	struct options options;

	/* Lines come out in order with those on stderr, through a pipe too. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (options_parse(argc, argv, &options, &failure))
		goto failed;
	if (options.help)
		print_help();
	else if (options.version)
		printf("xen-xsplice %s\n", XS_VERSION);
	else if (run(&options, &failure))
		goto failed;
	if (flush_output(&failure))
		goto failed;
	return EXIT_OK;

failed:
	print_failure(&failure);
	return failure.status;
}
