// SPDX-License-Identifier: BSD-2-Clause
/*
 * driver SOCKET - the program that payloads of the corpus are for
 *
 * Its one worker calls subject() with each number it reads from stdin; what subject() prints ends in a
 * line with a dot. Between two numbers it is offline: payloads come and go.
 */
#include <stdio.h>
#include <stdlib.h>

#include <xsplice/process.h>

#include "subject.h"

int main(int argc, char **argv)
{
	struct xs_process_options options = {.socket_path = argc > 1 ? argv[1] : NULL};
	char why[512], line[64];

	if (xs_process_start(&options, why, sizeof(why)) || xs_worker_register()) {
		fprintf(stderr, "driver: %s\n", why);
		return 1;
	}
	for (;;) {
		char *got;

		xs_worker_offline();
		got = fgets(line, sizeof(line), stdin);
		xs_worker_online();
		if (!got)
			break;
		subject(atol(line));
		puts(".");
		fflush(stdout);
		xs_worker_quiesce();
	}
	xs_worker_unregister();
	return xs_process_stop() ? 1 : 0;
}
