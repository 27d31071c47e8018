/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: options before, after or between a command and its arguments. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "failure.h"

/** enum option_bit - options that only some commands take */
enum option_bit {
	OPTION_JSON = 1u << 0,
	OPTION_TIMEOUT = 1u << 1,
	OPTION_NODEPS = 1u << 2,
	OPTION_WAIT = 1u << 3,
};

#define WAIT_DEFAULT_NS 10000000000u

struct options {
	const char *host; /* --host, XSPLICE_HOST or "xen" */
	bool help, version;
	bool json;
	bool nodeps;
	uint32_t timeout_ns; /* 0: the host's default */
	uint64_t wait_ns;
	unsigned int given;  /* enum option_bit of those on the command line */
	const char *command; /* NULL if there is none */
	char **args;	     /* behind the command */
	int arg_count;
};

int options_parse(int argc, char **argv, struct options *out, struct failure *failure);

#endif
