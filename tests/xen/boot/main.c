/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xen-boot: boots a Xen with a dom0 in QEMU, serves what dom0 asks for on its console (session.h) and
 * gives dom0's verdict.
 */
#include "machine.h"
#include "session.h"
#include "snapshot.h"
#include "symbols.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_PASSED = 0, EXIT_FAILED = 1, EXIT_BROKEN = 2 };

static const char usage[] =
	"usage: xen-boot [options] XEN KERNEL INITRD [-- QEMU-OPTION...]\n"
	"  -s FILE  symbols of XEN (xen-syms), for copies and reads of its memory\n"
	"  -l FILE  log of the console\n"
	"  -t SEC   give up after that time (default 300)\n"
	"  -x WORDS more for Xen's command line\n"
	"  -a WORDS more for dom0's command line\n"
	"  -c CPU   -cpu of QEMU (default qemu64)\n"
	"  -A ACCEL -accel of QEMU (default tcg)\n"
	"  -n CPUS  how many (default 2)\n"
	"  -m MIB   memory (default 1024)\n"
	"  -v       show the console\n"
	"Exit status: 0 dom0 ended well and no test failed, 1 it did not, 2 it never got that "
	"far.\n";

struct options {
	struct machine_config machine;
	const char *symbols, *log;
	unsigned int timeout_s;
	bool verbose;
};

static bool parse(struct options *o, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "+s:l:t:x:a:c:A:n:m:v")) != -1) {
		switch (c) {
		case 's':
			o->symbols = optarg;
			break;
		case 'l':
			o->log = optarg;
			break;
		case 't':
			o->timeout_s = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 'x':
			o->machine.xen_cmd = optarg;
			break;
		case 'a':
			o->machine.dom0_cmd = optarg;
			break;
		case 'c':
			o->machine.cpu = optarg;
			break;
		case 'A':
			o->machine.accel = optarg;
			break;
		case 'n':
			o->machine.cpus = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 'm':
			o->machine.memory_mib = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 'v':
			o->verbose = true;
			break;
		default:
			return false;
		}
	}
	if (argc - optind < 3)
		return false;
	o->machine.xen = argv[optind];
	o->machine.kernel = argv[optind + 1];
	o->machine.initrd = argv[optind + 2];
	if (argc - optind > 3 && strcmp(argv[optind + 3], "--"))
		return false;
	if (argc - optind > 3)
		o->machine.extra = (const char *const *)(argv + optind + 4);
	return true;
}

/* boot() - run the machine with a session that is ready but for it */
static int boot(struct session *session, const struct options *options)
{
	int status = EXIT_BROKEN;

	if (!machine_start(session->machine, &options->machine) &&
	    !session_run(session, options->timeout_s))
		status = session->status || session->failed ? EXIT_FAILED : EXIT_PASSED;
	machine_stop(session->machine);
	if (session->ended && session->status)
		fprintf(stderr, "xen-boot: dom0 ended with status %d\n", session->status);
	return status;
}

int main(int argc, char **argv)
{
	struct options options = {
		.machine = {.xen_cmd = "",
			    .dom0_cmd = "",
			    .accel = "tcg",
			    .cpu = "qemu64",
			    .cpus = 2,
			    .memory_mib = 1024},
		.timeout_s = 300,
	};
	struct machine machine;
	struct session session = {.machine = &machine};
	struct symbols *symbols = NULL;
	int status = EXIT_BROKEN;

	if (!parse(&options, argc, argv)) {
		fputs(usage, stderr);
		return EXIT_BROKEN;
	}
	signal(SIGPIPE, SIG_IGN);
	session.verbose = options.verbose;
	session.snapshots = snapshots_new();
	if (!session.snapshots)
		return EXIT_BROKEN;
	if (options.symbols) {
		symbols = symbols_new(options.symbols);
		if (!symbols)
			goto free_snapshots;
		session.symbols = symbols;
	}
	if (options.log) {
		session.log = fopen(options.log, "we");
		if (!session.log) {
			perror(options.log);
			goto free_symbols;
		}
		setlinebuf(session.log);
	}

	status = boot(&session, &options);

	session_fini(&session);
	if (session.log)
		fclose(session.log);
free_symbols:
	symbols_free(symbols);
free_snapshots:
	snapshots_free(session.snapshots);
	return status;
}
