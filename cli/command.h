/* SPDX-License-Identifier: BSD-2-Clause */
/* What the groups of commands offer to main(): one function a command. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "host.h"
#include "options.h"

/** struct invocation - a command, its host and its arguments (checked for number by main()) */
struct invocation {
	struct host *host;
	const struct options *options;
	char **args;
	int arg_count;
};

/* Each prints what it did and returns 0, or -1 with @failure filled in. */
typedef int command_run(const struct invocation *invocation, struct failure *failure);

/* command_file.c: what begins with a file */
command_run command_upload, command_load;

/* command_action.c: what happens to a loaded payload */
command_run command_check, command_apply, command_replace, command_revert, command_unload;

/* command_query.c: what only looks */
command_run command_list, command_get, command_info;

/** request_from() - an action with the timeouts and flags of the command line */
struct host_request request_from(const struct options *options, uint32_t action);

/** print_uploaded() - after a successful upload */
void print_uploaded(struct host *host, const char *name, size_t len);

/** print_done() - after a successful action: "NAME: VERB", and how long the CPUs were stopped if known */
void print_done(struct host *host, const char *name, const char *verb);

#endif
